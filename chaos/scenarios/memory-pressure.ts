// memory-pressure: the processor stands still for some seconds while long lines come in quickly; then it has all of them before it, on a
// machine that kills whoever takes more memory than it allows. One batch of everything does not fit, and after the restart the same batch
// is there again: it never gets through. Batches of a bounded size are many, and each of them fits.
import { worstLagMs } from '../probes/lag.ts';
import type { Scenario, ScheduledFault } from '../scenario.ts';

const LIMIT_MIB = 800;
const RECORDS = 40_000;
const LONGER_BY = 2_500;
const LASTS_SECONDS = 18;
/** Long enough for all that waits to be fetched before the first batch after a start: a batch is then all of it. */
const TRIGGER_MS = 3_000;
/** Nobody waits for so long where every trigger takes what is there. */
const WAITED_MS = 7_000;

export const scenario: Scenario = {
  id: 'memory-pressure',
  title: 'A batch larger than the memory',
  teaches:
    'Bound the batch, not only the buffer: what did not fit once does not fit after the restart either.',
  onlooker: 'After a short standstill the processor dies, starts, dies; each time at the same place.',
  tags: ['machine', 'data-only'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 600, maxEvents: null },
  shared: {
    producer: { batchEvents: 400 },
    consumer: { sessionTimeoutMs: 30_000 },
    stream: { windowMs: 5_000, allowedLatenessMs: 2_000, triggerMs: TRIGGER_MS },
  },
  variants: {
    naive: {
      title: 'A batch is all that waits',
      settings: { stream: { maxBatchEvents: 1_000_000 } },
      because:
        'maxOffsetsPerTrigger of Spark’s Kafka source is unset by default: the first batch after a standstill takes everything',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'not-recovered', atLeast: 1 }],
        notBy: ['lost-write', 'duplicate'],
      },
    },
    hardened: {
      title: 'A batch has a bound that fits the memory',
      settings: { stream: { maxBatchEvents: 2_000 } },
      because: 'a bound measured on this machine; the default of 100,000 is meant for lines of usual length',
      expect: { verdict: 'held', noticed: { withinSeconds: 20 } },
    },
  },
  schedule: (seed) => {
    const at = 3_000 + (seed % 10) * 50;
    const lasting = (fault: string, args: ScheduledFault['args'], injectAtAcked: number): ScheduledFault => ({
      fault,
      args,
      injectAtAcked,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: LASTS_SECONDS,
    });
    return [
      {
        ...lasting(
          'long-lines',
          { seed, fromSeq: at, toSeq: at + RECORDS, share: 1, longerBy: LONGER_BY },
          at,
        ),
        undoAfterSeconds: 0,
        ports: 'source',
      },
      { ...lasting('memory-killer', { limitMib: LIMIT_MIB }, at + 1), undoAfterSeconds: 0 },
      lasting('backlog', { processor: 'processor-1', records: RECORDS, ratePerSecond: 4_000 }, at + 2),
    ];
  },
  minimumAcked: { before: 1_500, during: 10_000, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
  tolerance: { lagMs: WAITED_MS },
  stuckBeforeHealing: async ({ run, watch }) => {
    const killed = run.components().find(({ role, restarts }) => role === 'processor' && restarts >= 2);
    const waitedMs = worstLagMs(watch.snapshot(), run.spec.settings.topic.partitions);
    if (killed === undefined || (waitedMs ?? WAITED_MS) < WAITED_MS) return null;
    const waits =
      waitedMs === undefined ? 'nobody knows what waits' : `the oldest record has waited ${waitedMs} ms`;
    return `${killed.name} was killed ${killed.restarts} times, and ${waits}`;
  },
};
