// memory-pressure: silver stands still for some seconds while long lines come in quickly; then it has all of them before it as one batch, on
// a machine that kills whoever takes more memory than it allows. Without a limit of its own the query takes what it needs, is killed,
// starts, and has the same batch before it. With one it writes to disk what does not fit, and gets through.
import type { System } from '../drivers/system.ts';
import type { Scenario, ScheduledFault } from '../scenario.ts';

/** Measured over the same batch: over 900 MiB without a limit, about 410 with one of 128 MB. */
const LIMIT_MIB = 700;
const RECORDS = 32_000;
const LONGER_BY = 4_000;
const LASTS_SECONDS = 25;
/** Rows of bronze that silver has not worked off by then. */
const STILL_WAITING = RECORDS / 2;

/** Rows in bronze and not in silver, as last told; undefined when nobody tells. */
function rowsWaiting({ watch }: System): number | undefined {
  const [report] = Object.values(watch.snapshot().processors);
  const [bronze, silver] = [report?.value.tables.bronze?.rows, report?.value.tables.silver?.rows];
  return bronze == null || silver == null ? undefined : bronze - silver;
}

export const scenario: Scenario = {
  id: 'memory-pressure',
  title: 'A batch larger than the memory',
  teaches:
    'Give the query a limit below the machine’s, and a disk: what was killed once is killed again, since the batch is still there.',
  onlooker: 'After a short standstill the processor dies, starts, dies; each time at the same batch.',
  tags: ['machine', 'data-only'],
  fast: ['hardened'],
  source: { input: { kind: 'generator' }, ratePerSecond: 600, maxEvents: null },
  shared: {
    producer: { batchEvents: 300 },
    stream: { windowMs: 5_000, allowedLatenessMs: 2_000, maxBatchEvents: 1_000_000 },
  },
  variants: {
    naive: {
      title: 'The query takes as much memory as it likes',
      settings: { processor: { memoryLimitMb: null } },
      because:
        'DuckDB’s default memory_limit is 80 % of the machine’s memory, whoever else lives there and whatever a container allows one process',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'not-recovered', atLeast: 1 }],
        notBy: ['lost-write', 'duplicate'],
      },
    },
    hardened: {
      title: 'The query has a limit, and spills to disk beyond it',
      settings: { processor: { memoryLimitMb: 128 } },
      because:
        'a share of what this machine allows; the default of 512 MB is one for a machine that allows more',
      expect: { verdict: 'held', noticed: { withinSeconds: 20 } },
    },
  },
  schedule: (seed) => {
    const at = 3_000 + (seed % 10) * 50;
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
  minimumAcked: { before: 1_500, during: 10_000, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
  stuckBeforeHealing: async (system) => {
    const killed = system.run
      .components()
      .find(({ role, restarts }) => role === 'processor' && restarts >= 2);
    const waiting = rowsWaiting(system);
    if (killed === undefined || (waiting ?? STILL_WAITING) < STILL_WAITING) return null;
    const waits = waiting === undefined ? 'nobody tells what waits' : `${waiting} rows wait for silver`;
    return `${killed.name} was started again ${killed.restarts} times, and ${waits}`;
  },
};
