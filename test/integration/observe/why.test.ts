import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { appId } from '../../../pipeline/contract/tables.ts';
import { appendChanges } from '../../../pipeline/observe/change-journal.ts';
import { answerChanged, answerWhy } from '../../../pipeline/observe/why/answer-why.ts';
import type { Question } from '../../../pipeline/observe/why/link.ts';
import type { LiveState } from '../../../pipeline/observe/why/overlay-live.ts';
import { printAnswer, printChanged } from '../../../pipeline/observe/why/print-answer.ts';
import {
  all,
  bronzeRow,
  quarantineRow,
  RUN,
  silverRow,
  T0,
  type TinyLake,
  TOPIC,
  tinyLake,
} from './tiny-lake.ts';

let lake: TinyLake;
beforeEach(async () => {
  lake = await tinyLake();
  const settings = defaultSettings();
  mkdirSync(join(lake.stateDir, 'runs', RUN), { recursive: true });
  writeFileSync(
    join(lake.stateDir, 'runs', RUN, 'spec.json'),
    JSON.stringify({ runId: RUN, kind: 'lab', topic: TOPIC, settings }),
  );
});
afterEach(() => lake.close());

/** Long after the last commit: what waits now, waits too long. */
const later = () => Date.now() + 60_000;
const why = (
  question: Question,
  table: 'gold.traffic' | 'silver' | 'bronze' = 'gold.traffic',
  live?: LiveState,
) =>
  answerWhy(question, {
    stateDir: lake.stateDir,
    table,
    now: later(),
    ...(live && { askLive: async () => live }),
  });
const linkOf = (answer: Awaited<ReturnType<typeof why>>, id: string) =>
  answer.links.find((one) => one.id === id)?.judgement;

/** What control would say of a well lab over this lake. */
function wellState(): LiveState {
  const part = { state: 'up' as const, since: T0, reportedAt: later() };
  return {
    at: later(),
    run: { id: RUN, kind: 'lab' },
    source: { ...part, report: null, madePerSecond: 10, ackedPerSecond: 10 },
    proxies: [1, 2, 3].map((brokerId) => ({ ...part, brokerId, toxics: [] })),
    brokers: [1, 2, 3].map((id) => ({ ...part, id })),
    topic: {
      name: TOPIC,
      minInsyncReplicas: 2,
      reportedAt: later(),
      partitions: [0, 1].map((partition) => ({
        partition,
        leader: 1,
        replicas: [1, 2, 3],
        isr: [1, 2, 3],
        logEndOffset: partition === 0 ? '5' : '4',
        inPerSecond: 5,
      })),
    },
    processors: [{ ...part, name: 'processor-1', report: { ...REPORT, assigned: [0, 1] }, queries: {} }],
  };
}
const REPORT = {
  type: 'processor' as const,
  at: T0,
  runId: RUN,
  pid: 1,
  name: 'processor-1',
  assigned: [],
  partitions: [],
  bufferedRecords: 0,
  bufferedBytes: 0,
  eventTimeWatermark: null,
  tables: {},
  lateDropped: 0,
  deduplicated: 0,
  revisedWindows: 0,
  latencyMs: { bronze: null, silver: null, gold: null },
  openWindows: 0,
  finalBefore: null,
  rssBytes: 0,
  state: 'running' as const,
};

test('when nothing runs, that is the first broken link, and the lake is judged all the same', async () => {
  const answer = await why('stuck');
  expect(answer.cause).toBe('lab-not-running');
  expect(answer.from).toBe('files');
  expect(linkOf(answer, 'silver-follows-bronze')?.state).toBe('ok');
  expect(printAnswer(answer)).toContain('npx lakequake up');
});

test('with a well live state no link is broken, and brokers, assignments and ends come from it', async () => {
  const answer = await why('stuck', 'gold.traffic', wellState());
  expect(answer.links.filter((one) => one.judgement.state === 'broken')).toEqual([]);
  expect(answer.from).toBe('control');
  expect(linkOf(answer, 'partitions-are-assigned')?.state).toBe('ok');
  expect(linkOf(answer, 'brokers-serve')?.evidence.join()).toContain('3 brokers serve');
});

test('positions read after a growing log was last asked are not beyond it, until an end asked later says so', async () => {
  const ends = (end: string, at: number) => {
    const live = wellState();
    live.topic.partitions[0]!.logEndOffset = end;
    live.topic.reportedAt = later() + 20_000; // The cluster was heard after the positions were read; its offsets may be older.
    live.topic.offsetsAskedAt = at;
    return live;
  };
  const ask = async (answers: LiveState[]) => {
    let asked = 0;
    const askLive = async () => answers[Math.min(asked++, answers.length - 1)];
    const clock = { now: later() };
    return answerWhy('stuck', { stateDir: lake.stateDir, table: 'gold.traffic', askLive, ...clock });
  };
  const after = later() + 10_000;
  const healthy = await ask([ends('1', T0), ends('1', T0), ends('9', after)]);
  expect(healthy.cause).toBeNull();
  expect(linkOf(healthy, 'positions-lie-in-the-topic')?.state).toBe('ok');
  const recreated = await ask([ends('1', T0), ends('1', T0), ends('1', after)]);
  expect(recreated.cause).toBe('start-beyond-data');
  const silent = await ask([ends('1', T0)]);
  expect(silent.next ?? '').not.toContain('reset');
  expect(linkOf(silent, 'positions-lie-in-the-topic')?.state).toBe('unknown');
});

test('ages are told by a clock read after the commits, so none is negative', async () => {
  const seen = Date.now();
  await lake.commit('bronze', all(bronzeRow(12, 0, 5)), { [appId.bronze(TOPIC, 0)]: 6 });
  const answer = await answerWhy('empty', { stateDir: lake.stateDir, table: 'gold.traffic' });
  expect(answer.facts.at).toBeGreaterThanOrEqual(answer.facts.tables.bronze!.committedAt!);
  expect(answer.facts.tables.bronze!.positionsReadAt).toBeGreaterThanOrEqual(seen);
  expect(printAnswer(answer)).not.toMatch(/ -\d/);
});

test('a dead processor in the live state is named', async () => {
  const live = wellState();
  live.processors[0]!.state = 'down';
  expect((await why('stuck', 'gold.traffic', live)).cause).toBe('processor-dead');
});

test('bronze rows that silver has not taken for a while name the silver query', async () => {
  await lake.commit('bronze', all(bronzeRow(12, 0, 5)), { [appId.bronze(TOPIC, 0)]: 6 });
  const live = wellState();
  live.topic.partitions[0]!.logEndOffset = '6';
  const answer = await why('stuck', 'silver', live);
  expect(answer.cause).toBe('layer-behind');
  expect(linkOf(answer, 'silver-follows-bronze')?.evidence[0]).toMatch(
    /silver holds bronze up to version 3, bronze is at 4/,
  );
  expect((await why('stuck', 'bronze', live)).cause).toBeNull();
});

test('a compaction of bronze brings a version but no rows, so nothing is behind', async () => {
  await lake.commit(
    'bronze',
    'SELECT * FROM (SELECT NULL AS event_id, NULL AS kafka_topic, NULL AS kafka_partition, NULL AS kafka_offset, NULL AS kafka_time, NULL AS ingested_at, NULL AS key, NULL AS raw) WHERE false',
    {},
  );
  expect((await why('stuck', 'silver', wellState())).cause).toBeNull();
});

test('records in the topic that bronze does not read name the offset it stands at', async () => {
  const live = wellState();
  live.topic.partitions[1]!.logEndOffset = '40';
  const answer = await why('stuck', 'gold.traffic', live);
  expect(answer.cause).toBe('position-stuck');
  expect(linkOf(answer, 'bronze-advances')?.evidence[0]).toMatch(/partition 1 at offset 4 \(36 behind\)/);
});

test('a flood of rejected rows is named with its top reason, counted from the quarantine itself', async () => {
  const bad = Array.from({ length: 30 }, (_, index) =>
    quarantineRow(100 + index, 0, 100 + index, 'bad-status'),
  );
  await lake.commit('quarantine', all(...bad), {});
  const answer = await why('empty', 'gold.traffic', wellState());
  expect(answer.cause).toBe('everything-quarantined');
  expect(linkOf(answer, 'rows-are-accepted')?.evidence.join()).toMatch(
    /31 rows in quarantine.*bad-status \(97 %\)/,
  );
});

test('a gold table emptied by its SQL is laid at its filter, and late rows are counted from silver', async () => {
  await lake.commit(
    'gold.traffic',
    'SELECT * FROM (SELECT NULL AS window_start, NULL AS requests, NULL AS bytes, NULL AS errors, NULL AS hosts, NULL AS is_final) WHERE false',
    {},
    true,
  );
  const answer = await why('empty', 'gold.traffic', wellState());
  expect(answer.cause).toBe('sql-filter');
  expect(answer.facts.windows).toMatchObject({ admitted: 6, lateDropped: 1, rowsInGold: 0 });
});

test('with idleness off, the partition that stands behind is named from the positions in silver', async () => {
  const settings = defaultSettings();
  settings.stream.idlePartitionMs = null;
  writeFileSync(
    join(lake.stateDir, 'runs', RUN, 'spec.json'),
    JSON.stringify({ runId: RUN, kind: 'lab', topic: TOPIC, settings }),
  );
  await lake.commit('silver', silverRow(300, 0, 9), { [appId.silverNewest(0)]: T0 + 300_000 });
  await lake.commit(
    'gold.traffic',
    'SELECT * FROM (SELECT NULL AS window_start, NULL AS requests, NULL AS bytes, NULL AS errors, NULL AS hosts, NULL AS is_final) WHERE false',
    { [appId.gold]: 3 },
  );
  const answer = await why('stuck', 'gold.traffic', wellState());
  expect(answer.cause).toBe('idle-partition');
  expect(linkOf(answer, 'watermark-advances')?.evidence[0]).toMatch(
    /partition 1 .* behind the newest of all/,
  );
});

test('why changed names the change just before the table stood still, before older and unrelated ones', async () => {
  const change = (agoMs: number, subject: string, kind: 'settings' | 'sql') =>
    ({ at: Date.now() - agoMs, kind, subject, before: 'a', after: 'b', by: 'up', runId: null }) as const;
  appendChanges(lake.stateDir, [
    change(3_600_000, 'silver.sql', 'sql'),
    change(4_000, 'gold-traffic.sql', 'sql'),
    change(3_500, 'producer.lingerMs', 'settings'),
  ]);
  const late = { ...change(0, 'silver.poison', 'settings'), at: Date.now() + 30_000 };
  appendChanges(lake.stateDir, [late]);
  const answer = await answerChanged({ stateDir: lake.stateDir, table: 'gold.traffic', now: later() });
  expect(answer.turnedAt).not.toBeNull();
  expect(answer.ranked.map((one) => one.change.subject)).toEqual([
    'gold-traffic.sql',
    'producer.lingerMs',
    'silver.sql',
  ]);
  expect(answer.summary).toContain('sql gold-traffic.sql: "a" → "b" (up)');
  expect(printChanged(answer)).toMatch(/1\. .* gold-traffic\.sql/);

  const other = { ...change(100, 'gold-traffic.sql', 'sql'), runId: 'another-run' };
  appendChanges(lake.stateDir, [other]);
  const ofRun = await answerChanged({
    stateDir: lake.stateDir,
    table: 'gold.traffic',
    now: later(),
    runId: 'lab',
  });
  expect(ofRun.ranked.map((one) => one.change.runId)).not.toContain('another-run');
});
