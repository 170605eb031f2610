import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodeOf } from '../../../pipeline/contract/errors.ts';
import { appId } from '../../../pipeline/contract/tables.ts';
import { printTrail } from '../../../pipeline/observe/trace/print-trail.ts';
import { traceEvent } from '../../../pipeline/observe/trace/trace-event.ts';
import type { TopicAnswer } from '../../../pipeline/observe/trace/trace-facts.ts';
import type { Fate } from '../../../pipeline/observe/trace/trail-end.ts';
import { all, bronzeRow, RUN, T0, type TinyLake, TOPIC, tinyLake } from './tiny-lake.ts';

let lake: TinyLake;
beforeAll(async () => {
  lake = await tinyLake();
  mkdirSync(join(lake.stateDir, 'runs'), { recursive: true });
});
afterAll(() => lake.close());

const trace = (seq: number | string, inTopic?: TopicAnswer) =>
  traceEvent(typeof seq === 'string' ? seq : `${RUN}-${seq}`, {
    stateDir: lake.stateDir,
    ...(inTopic && { askTopic: async () => inTopic }),
  });

test('an event that counts is followed from the source to its final window, with the version of each commit', async () => {
  const { steps, fate } = await trace(0);
  expect(fate).toBe('counted');
  expect(steps.map((step) => [step.place, step.what])).toEqual([
    ['source', 'made, meant for partition 0 (batch 0)'],
    ['kafka', 'acknowledged by Kafka at partition 0 offset 0'],
    ['bronze', 'in bronze since version 1, from partition 0 offset 0'],
    ['silver', 'in silver since version 1 with event time 2026-01-01T12:00:00.000Z'],
    ['gold', 'in gold since version 1: window 2026-01-01T12:00:00.000Z, final'],
  ]);
  expect(steps[0]!.at).toBe(T0);
  expect(steps[1]!.at).toBe(T0 + 50);
});

test('the commit is the one that brought the event, not the newest', async () => {
  const { steps } = await trace(5);
  expect(steps.map((step) => step.what).join()).toMatch(
    /in bronze since version 3.*in silver since version 2/,
  );
});

test.each<[number, Fate, RegExp]>([
  [6, 'quarantined', /no-timestamp/],
  [9, 'never-acked', /definite error/],
  [10, 'dropped-at-source', /before sending/],
  [8, 'on-its-way', /no answer yet/],
  [11, 'late-dropped', /11000 ms too late/],
  [
    7,
    'not-in-bronze',
    /Acknowledged by Kafka at partition 1 offset 2, it is lost: bronze has read partition 1 up to offset 4/,
  ],
])('event %i ends as %s, and the meaning says why', async (seq, fate, meaning) => {
  const trail = await trace(seq);
  expect(trail.fate).toBe(fate);
  expect(trail.meaning).toMatch(meaning);
});

test.each<[TopicAnswer, Fate, RegExp]>([
  ['beyond', 'lost-write', /absent from the topic \(its log ends before/],
  ['other', 'lost-write', /another event stands/],
  ['present', 'not-in-bronze', /is in the topic, but .* the processor skipped it/],
  ['deleted', 'not-in-bronze', /retention has deleted/],
])(
  'when the topic answers "%s" for an acknowledged event that bronze lacks, it is %s',
  async (answer, fate, meaning) => {
    const trail = await trace(7, answer);
    expect(trail.fate).toBe(fate);
    expect(trail.meaning).toMatch(meaning);
  },
);

test.each<[TopicAnswer | undefined, Fate, RegExp]>([
  ['present', 'on-its-way', /is not in bronze yet: bronze stands at offset 5 of partition 0\.$/],
  [undefined, 'on-its-way', /not in bronze yet: .* was not asked/],
  ['deleted', 'not-in-bronze', /never read and cannot be any more: .*retention has deleted/],
  ['gone', 'not-in-bronze', /never read and cannot be any more: .*there is no topic/],
])(
  'when the topic answers "%s" for an acknowledged event that bronze has not come to, it is %s',
  async (answer, fate, meaning) => {
    const other = await tinyLake();
    other.ledger({ t: 'acked', b: 4, p: 0, at: T0 + 9000, base: '40', n: 1 });
    const trail = await traceEvent(`${RUN}-8`, {
      stateDir: other.stateDir,
      ...(answer && { askTopic: async () => answer }),
    });
    expect(trail.fate).toBe(fate);
    expect(trail.meaning).toMatch(meaning);
    await other.close();
  },
);

test('an acknowledgement without an offset has none in the ledger, and the trail says so', async () => {
  const other = await tinyLake();
  other.ledger({ t: 'acked', b: 4, p: 1, at: T0 + 9000, base: '-1', n: 1 });
  const asked: (number | null)[] = [];
  const tell = (answer?: TopicAnswer) =>
    traceEvent(`${RUN}-8`, {
      stateDir: other.stateDir,
      ...(answer && {
        askTopic: async (_topic: string, _partition: number, offset: number | null) => {
          asked.push(offset);
          return answer;
        },
      }),
    });
  const trail = await tell();
  expect(trail.facts.ledger).toMatchObject({ outcome: 'acked', offset: null });
  expect(trail.steps.map((step) => step.what)).toContain(
    'acknowledged by Kafka for partition 0, without an offset',
  );
  expect(trail.fate).toBe('not-in-bronze');
  expect(trail.meaning).toMatch(/without an offset, it is nowhere to be found: .*as no cluster answers/);
  const lost = await tell('missing');
  expect(lost.fate).toBe('lost-write');
  expect(lost.steps.map((step) => step.what).join()).toContain('asked now, the topic');
  expect(asked).toEqual([null]);
  await other.close();
});

test('when bronze holds another event at the acknowledged offset, that proves a lost write without asking Kafka', async () => {
  const other = await tinyLake();
  other.ledger({ t: 'acked', b: 4, p: 0, at: T0 + 9000, base: '4', n: 1 });
  const trail = await traceEvent(`${RUN}-8`, { stateDir: other.stateDir });
  expect(trail.fate).toBe('lost-write');
  expect(trail.meaning).toContain(`that offset holds ${RUN}-6`);
  await other.close();
});

test('an event that silver passed and kept nowhere is laid at silver, and a second copy in bronze is told', async () => {
  const other = await tinyLake();
  await other.commit('bronze', all(bronzeRow(0, 1, 4), bronzeRow(30, 1, 5)), { [appId.bronze(TOPIC, 1)]: 6 });
  expect((await traceEvent(`${RUN}-30`, { stateDir: other.stateDir })).fate).toBe('on-its-way');
  await other.commit('silver', 'SELECT NULL AS x WHERE false'.replace('NULL AS x', SILVER_NULLS), {
    [appId.silver]: 4,
  });
  expect((await traceEvent(`${RUN}-30`, { stateDir: other.stateDir })).fate).toBe('dropped-by-silver');
  expect((await traceEvent(`${RUN}-0`, { stateDir: other.stateDir })).meaning).toContain(
    'Bronze holds it 2 times',
  );
  await other.close();
});
const SILVER_NULLS =
  'NULL AS event_id, NULL AS event_time, NULL AS behind_ms, NULL AS host, NULL AS method, NULL AS path, NULL AS protocol, NULL AS status, NULL AS bytes, NULL AS format, NULL AS kafka_partition, NULL AS kafka_offset, NULL AS ingested_at';

test('an id may be padded with zeros or spaces', async () => {
  expect((await trace(` ${RUN}-0005 `)).event).toBe(`${RUN}-5`);
});

test('an unknown number is refused with exit code 2 and the nearest one there is', async () => {
  const error = await trace(4000).catch((reason: unknown) => reason as Error & { hint: string });
  expect(exitCodeOf(error)).toBe(2);
  expect(error).toMatchObject({
    code: 'not-found',
    hint: `did you mean ${RUN}-11? That run made events 0 to 11`,
  });
});

test('an unknown run and a text that is no id are refused with exit code 2', async () => {
  for (const text of ['rnope00-1', 'hello', `${TOPIC}-0-4000`]) {
    const error = await trace(text).catch((reason: unknown) => reason as Error & { hint: string });
    expect(exitCodeOf(error), text).toBe(2);
    expect((error as { hint?: string }).hint, text).toBeTruthy();
  }
});

test('a printed trail has a line per step with its time and the ms since the step before', async () => {
  const text = printTrail(await trace(0));
  expect(text.split('\n')[0]).toBe(`${RUN}-0: counted`);
  expect(text).toMatch(/2026-01-01T12:00:00\.050Z +\+50 ms {2}kafka/);
});
