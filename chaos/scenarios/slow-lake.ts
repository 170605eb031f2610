// slow-lake: every write to the lake takes seconds. Records must wait somewhere: in Kafka, which is made for it, or in the memory of the
// processor, which is not. The catalogue's bound is on memory; in a run of seconds the resident size says little (the heap grows by tens of
// megabytes for other reasons), so the cause of that growth is bounded: what the process takes in while the lake stands still, measured from
// outside (where the system tells; elsewhere what the processor reports to hold).
import { isSwitchedOn, switchFolder } from '../drivers/ports-switch.ts';
import { intakeBytes } from '../drivers/process-intake.ts';
import type { System } from '../drivers/system.ts';
import type { Scenario } from '../scenario.ts';

/** What had been taken in when the lake became slow, by run. */
const before = new WeakMap<System, number>();

/** MiB taken in since the lake is slow; null while it is not. */
function takenInMib(system: System): number | null {
  const processor = system.run.components().find(({ name }) => name === 'processor-1');
  if (processor?.pid == null || !isSwitchedOn(switchFolder(system.runDir, 0, 'slow-lake'))) return null;
  const bytes = intakeBytes(processor.pid);
  if (bytes === null) return (system.run.processors().get('processor-1')?.value.bufferedBytes ?? 0) / 2 ** 20;
  if (!before.has(system)) before.set(system, bytes);
  return Math.round(((bytes - before.get(system)!) / 2 ** 20) * 100) / 100;
}

export const scenario: Scenario = {
  id: 'slow-lake',
  title: 'The storage of the lake is slow',
  teaches: 'What waits must wait in Kafka: a buffer without a bound turns a slow store into a dead process.',
  onlooker: 'Lag and freshness grow either way; only one processor takes it all into its memory.',
  tags: ['lake', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 2_000, maxEvents: null },
  shared: {
    stream: { windowMs: 5_000, allowedLatenessMs: 2_000, maxBatchEvents: 2_000, bufferEvents: 2_000 },
    consumer: { fetchMaxBytes: 65_536 },
    // A processor that reads its files again to verify them takes in megabytes that are no records.
    lake: { checksum: false },
  },
  variants: {
    naive: {
      title: 'The buffer between Kafka and the lake has no bound',
      settings: { stream: { bufferPolicy: 'unbounded' } },
      because:
        'an event handler that pushes to an array: kafkajs eachMessage without pause(), a node stream whose write() is not heeded',
      expect: { verdict: 'broken', by: [{ checker: 'over-bound', atLeast: 3 }] },
    },
    hardened: {
      title: 'Back-pressure: a full buffer stops fetching',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 10 } },
    },
  },
  schedule: () => [
    {
      fault: 'slow-lake',
      args: { delayMs: 2_500 },
      injectAtAcked: 6_000,
      undoAfterAcked: 26_000,
      undoAfterSeconds: 15,
      ports: 'processor',
    },
  ],
  minimumAcked: { before: 3_000, during: 10_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 25 },
  notJudged: {},
  bounds: [{ name: 'taken in while the lake is slow', unit: 'MiB', atMost: 2.5, measure: takenInMib }],
};
