// idle-partition: the clients of one partition fall silent. The watermark is the smallest over all partitions, so one that waits for the
// silent one stands still: no window becomes final any more, with a lag of zero. The silence ends with the run; that it was stuck is
// proved before.
import type { System } from '../drivers/system.ts';
import type { Scenario } from '../scenario.ts';

/** Window, lateness, and the idle time, doubled: final numbers are never further behind than that. */
const FINAL_WITHIN_MS = 10_500;

async function neverFinal({ watch }: System): Promise<string | null> {
  const { processors, expected } = watch.snapshot();
  const finals = Object.values(processors).flatMap(({ value }) => value.finalBefore ?? []);
  if (finals.length === 0 || expected.eventTimeMs === null) return null;
  const behindMs = expected.eventTimeMs - Math.max(...finals);
  if (behindMs <= FINAL_WITHIN_MS) return null;
  return `no window has become final for ${Math.round(behindMs / 1_000)} s, though events came all the time`;
}

export const scenario: Scenario = {
  id: 'idle-partition',
  title: 'One partition falls silent',
  teaches: 'A watermark that waits for everybody waits for ever for somebody who has gone.',
  onlooker: 'Lag is zero, every process is up, and no number becomes final.',
  tags: ['data', 'time', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: { stream: { windowMs: 2_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'Every partition counts for ever',
      settings: { stream: { idlePartitionMs: null } },
      because: 'Flink has no idleness unless withIdleness is called',
      expect: { verdict: 'broken', by: [{ checker: 'not-recovered', atLeast: 1 }] },
    },
    hardened: {
      title: 'A partition silent for five seconds no longer counts',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'partition-silent', withinSeconds: 12 } },
    },
  },
  schedule: (seed) => [
    {
      fault: 'silent-partition',
      args: { seed, fromSeq: 5_000, toSeq: 23_000, share: 1, partition: seed % 6, partitions: 6 },
      injectAtAcked: 5_000,
      undoAfterAcked: 13_000,
      undoAfterSeconds: 20,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 3_000, during: 6_000, after: 500 },
  deadlines: { recoverSeconds: 10, settleSeconds: 20 },
  unavailableOn: (engine) =>
    engine === 'spark'
      ? `whether windows become final in time is judged to ${FINAL_WITHIN_MS / 1_000} s, and on Spark three batches alone may take as long`
      : null,
  notJudged: {},
  stuckBeforeHealing: neverFinal,
};
