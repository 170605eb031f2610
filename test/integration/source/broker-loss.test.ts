// The hardened source against the loss of a broker: whatever the ledger calls acknowledged stands in the topic once.
import { describe, expect, it } from 'vitest';
import { until } from '../../../pipeline/contract/until.ts';
import { BROKER_NAMES } from '../../../pipeline/runtime/cluster.ts';
import { useCluster } from '../../helpers/cluster.ts';
import { compare } from './compare.ts';
import { createTopic, readTopic, runSpec, startSource } from './source-process.ts';

const EVENTS = 30_000;

describe('a source whose broker is killed half way', () => {
  const lab = useCluster();

  it.each([1, 2, 3, 4])('keeps every acknowledged event, once, in its order (seed %i)', async (seed) => {
    const { bootstrap } = lab.cluster;
    const source = { input: { kind: 'generator' as const }, ratePerSecond: 5_000, maxEvents: EVENTS };
    const spec = runSpec({
      bootstrap,
      stateDir: lab.stateDir,
      runId: `rloss${seed}`,
      seed,
      source,
      producer: { batchEvents: 200 },
    });
    await createTopic(bootstrap, spec.topic);
    const running = startSource(spec);
    const victim = BROKER_NAMES[seed % 3]!;
    await running.report('half of the events', ({ acked }) => acked > EVENTS / 2 - seed * 500);
    // The kill must strike unfinished work: a paused broker keeps its sends open.
    await lab.cluster.pause(victim);
    await running.report('an open send', ({ openSends }) => openSends.length > 0);
    await lab.cluster.kill(victim);
    const done = await running.report('the end', ({ state }) => state === 'done', 90_000);
    expect(done).toMatchObject({ made: EVENTS, acked: EVENTS, failed: 0, unknown: 0, openEvents: 0 });
    expect(await running.stop()).toBe(0);
    await lab.cluster.start(victim);
    const result = await compare(spec.ledgerFile, await readTopic(bootstrap, spec.topic));
    expect(result).toMatchObject({
      sent: EVENTS,
      acked: EVENTS,
      unknown: 0,
      open: 0,
      made: EVENTS,
      distinct: EVENTS,
    });
    expect({ ...result, absent: result.absent.length, doubled: result.doubled.length }).toMatchObject({
      absent: 0,
      doubled: 0,
      phantom: [],
      corrupt: [],
      misplaced: [],
    });
    await until(() => lab.cluster.isRunning(victim), { deadlineMs: 10_000, what: victim });
  });
});
