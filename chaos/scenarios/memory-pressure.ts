// memory-pressure: silver stands still for some seconds while long lines come in quickly; then all of them wait at once, on a machine that
// kills whoever holds more memory than it allows. A query that takes whatever waits is killed, starts, and has the same batch before it.
// DuckDB has no limit of its own in either variant, so that the batch alone tells them apart. Measured over 40,000 lines of 4 kB:
// 1,280 to 1,410 MiB as one batch (1,210 with a limit of 512 MB, which does not count the strings under work), 505 in batches of 1,000.
import type { System } from '../drivers/system.ts';
import type { Scenario, ScheduledFault } from '../scenario.ts';

const LIMIT_MIB = 800;
const RECORDS = 40_000;
const LONGER_BY = 4_000;
/** Two lives of the processor, or the whole backlog in small batches: some 15 s each, and several times that on a busy machine. */
const LASTS_SECONDS = 60;
/** Rows of bronze that silver has not worked off by then. */
const STILL_WAITING = RECORDS / 2;
const WORKED_OFF = RECORDS / 10;

/** Rows in bronze and not in silver, as last told; undefined when nobody tells. */
function rowsWaiting({ watch }: System): number | undefined {
  const [report] = Object.values(watch.snapshot().processors);
  const [bronze, silver] = [report?.value.tables.bronze?.rows, report?.value.tables.silver?.rows];
  return bronze == null || silver == null ? undefined : bronze - silver;
}

function livesOf({ run }: System): { name: string; restarts: number } {
  return run.components().find(({ role }) => role === 'processor') ?? { name: 'processor-1', restarts: 0 };
}

export const scenario: Scenario = {
  id: 'memory-pressure',
  title: 'A batch larger than the memory',
  teaches:
    'A batch needs a bound of its own: what was killed once is killed again, since the same batch is still there.',
  onlooker: 'After a short standstill the processor dies, starts, dies; each time at the same batch.',
  tags: ['machine', 'data-only'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 600, maxEvents: null },
  shared: {
    producer: { batchEvents: 300, bufferEvents: 3_000 },
    // What the reader holds beside the batch is small in both, and a dead reader's place is soon free.
    consumer: { fetchMaxBytes: 1_048_576, sessionTimeoutMs: 3_000, heartbeatIntervalMs: 500 },
    stream: { windowMs: 5_000, allowedLatenessMs: 2_000, bufferEvents: 2_000 },
    processor: { memoryLimitMb: null },
  },
  variants: {
    naive: {
      title: 'Whatever waits is one batch',
      settings: { stream: { maxBatchEvents: 1_000_000 } },
      because:
        'Structured Streaming without maxOffsetsPerTrigger (Kafka) takes everything that waits as one batch, and that is its default',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'not-recovered', atLeast: 1 }],
        notBy: ['lost-write', 'duplicate'],
        noticed: { withinSeconds: 20 },
      },
    },
    hardened: {
      title: 'At most 3,000 events a batch',
      settings: { stream: { maxBatchEvents: 3_000 } },
      because:
        'maxOffsetsPerTrigger, sized for the longest lines: a batch of 12 MB; the default of this project, 100,000, is for lines of 100 bytes',
      expect: { verdict: 'held', noticed: { withinSeconds: 20 } },
    },
  },
  schedule: (seed) => {
    const at = 1_500 + (seed % 10) * 50;
    const shared = { undoAfterAcked: 1_000_000, undoAfterSeconds: 0 };
    const faults: ScheduledFault[] = [
      {
        ...shared,
        fault: 'long-lines',
        args: { seed, fromSeq: at, toSeq: at + RECORDS, share: 1, longerBy: LONGER_BY },
        injectAtAcked: at,
        ports: 'source',
      },
      { ...shared, fault: 'memory-killer', args: { limitMib: LIMIT_MIB }, injectAtAcked: at + 1 },
      {
        ...shared,
        fault: 'layer-backlog',
        args: { table: 'silver', records: RECORDS, ratePerSecond: 4_000 },
        injectAtAcked: at + 2,
        undoAfterSeconds: LASTS_SECONDS,
        ports: 'processor',
      },
    ];
    return faults;
  },
  minimumAcked: { before: 1_000, during: 10_000, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 60 },
  notJudged: {},
  seenEnough: (system) => {
    const { restarts } = livesOf(system);
    return restarts >= 2 || (restarts === 0 && (rowsWaiting(system) ?? RECORDS) < WORKED_OFF);
  },
  stuckBeforeHealing: async (system) => {
    const { name, restarts } = livesOf(system);
    const waiting = rowsWaiting(system);
    if (restarts === 0 || (waiting ?? STILL_WAITING) < STILL_WAITING) return null;
    const often = restarts === 1 ? 'once' : `${restarts} times`;
    const waits = waiting === undefined ? 'nobody tells what waits' : `${waiting} rows wait for silver`;
    return `${name} was killed and started again ${often}, and ${waits}`;
  },
};
