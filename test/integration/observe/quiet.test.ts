// Healthy minutes of the real pipeline, with the clumps and tides of the real log: no signal may fire, with the thresholds shipped. Long,
// so only on request: LAKEQUAKE_QUIET_MINUTES=10 node test/run.mjs integration -- quiet. LAKEQUAKE_QUIET_RECORD=FILE keeps the snapshots
// (JSON lines), from which unit tests can learn what real noise is like.
import { appendFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { startWatch } from '../../../chaos/drivers/watch.ts';
import { newRunId } from '../../../pipeline/contract/event.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { openTestEnvironment, type TestEnvironment } from '../../helpers/environment.ts';

const MINUTES = Number(process.env.LAKEQUAKE_QUIET_MINUTES ?? 0);
const RATE = Number(process.env.LAKEQUAKE_QUIET_RATE ?? 1_000);
const RECORD = process.env.LAKEQUAKE_QUIET_RECORD;

describe.runIf(MINUTES > 0)('healthy traffic', () => {
  let environment: TestEnvironment | undefined;
  afterAll(() => environment?.close(), 30_000);

  it(`fires no signal in ${MINUTES} minutes`, { timeout: MINUTES * 60_000 + 120_000 }, async () => {
    environment = await openTestEnvironment();
    const { admin, cluster } = environment;
    const { run } = await environment.newRun({
      kind: 'scenario',
      runId: newRunId(Date.now(), Math.random),
      seed: 1995,
      source: { input: { kind: 'generator' }, ratePerSecond: RATE, shape: 'bursty', maxEvents: null },
      settings: defaultSettings(),
    });
    const watch = await startWatch({
      admin,
      run,
      cluster,
      brokerIds: cluster.brokers.map(({ id }) => id),
      onSignal: () => undefined,
      onSnapshot: (snapshot) => {
        if (RECORD) appendFileSync(RECORD, `${JSON.stringify(snapshot)}\n`);
      },
    });
    try {
      await run.startProcessors();
      await run.startSource();
      const end = Date.now() + MINUTES * 60_000;
      await until(() => Date.now() >= end, {
        deadlineMs: MINUTES * 60_000 + 5_000,
        everyMs: 500,
        what: 'the quiet minutes',
      });
      const acked = watch.snapshot().source?.value.acked ?? 0;
      expect(watch.fired().map(({ id, subject, says }) => `${id} ${subject}: ${says}`)).toEqual([]);
      expect(watch.health()).toEqual({ well: true, because: [] });
      expect(acked).toBeGreaterThan(RATE * MINUTES * 60 * 0.5);
    } finally {
      watch.stop();
      await run.stop();
    }
  });
});
