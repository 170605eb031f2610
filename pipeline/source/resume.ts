// What a restarted source does first: batches without an outcome are looked up in the log, and what is not there is sent again;
// events that waited in the dead source's buffer (mentioned nowhere) are made once more. Each partition stays shut until its own
// unfinished batches are settled, so order is kept; the others go on at once.
import type { Logger } from 'pino';
import type { SourceEvent } from '../contract/event.ts';
import type { Clock } from '../contract/ports.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EventInput } from './input.ts';
import type { LedgerFold, UnresolvedBatch } from './ledger/fold-ledger.ts';
import type { Resolve } from './resolve.ts';
import type { Tally } from './tally.ts';

export interface RecoveryOptions {
  past: LedgerFold;
  input: EventInput;
  dispatcher: Dispatcher;
  resolve: Resolve;
  keyOf: (event: SourceEvent) => string | null;
  tally: Tally;
  eventTime: (kafkaMs: number) => number;
  spec: RunSpec;
  clock: Clock;
  logger: Logger<never>;
  partitions: number;
}

/** Starts the recovery in the background; the dispatcher holds the partitions concerned. */
export function recoverUnfinished(options: RecoveryOptions): void {
  const { past, dispatcher, resolve, partitions, logger } = options;
  for (const [partition, end] of past.knownEnds) resolve.known(partition, end);
  const unresolved = past.unresolved();
  const unmentioned = past.unmentioned();
  logger.info(
    { nextSeq: past.lastSeq + 1, unresolvedBatches: unresolved.length, unmentioned: unmentioned.length },
    'resuming from the ledger',
  );
  for (let p = 0; p < partitions; p++) {
    const batches = unresolved.filter((batch) => batch.p === p);
    if (batches.length > 0) dispatcher.hold(p, absentEvents(batches, options));
  }
  if (unmentioned.length > 0)
    dispatcher.holdInput(remake(new Map(unmentioned.map((seq) => [seq, null])), options));
}

async function absentEvents(
  batches: readonly UnresolvedBatch[],
  options: RecoveryOptions,
): Promise<SourceEvent[]> {
  const times = new Map<number, number | null>();
  for (const { b, p, at, seq, time, from } of batches) {
    const timeOf = new Map(seq.map((number, i) => [number, time[i] ?? null]));
    const events = seq.map((number) => ({ seq: number }));
    // The dead source's connections ended with it, but when is not known: the grace runs from its ledger's last word.
    const since = Math.max(at, options.past.lastAt);
    const absent = await options.resolve.settle({ b, p, events, since, from });
    for (const { seq: number } of absent) times.set(number, timeOf.get(number) ?? null);
  }
  return times.size > 0 ? remake(times, options) : [];
}

async function remake(
  times: ReadonlyMap<number, number | null>,
  options: RecoveryOptions,
): Promise<SourceEvent[]> {
  const { input, keyOf, eventTime, clock } = options;
  const events = await input.again(times, () => eventTime(clock.now()));
  for (const event of events) event.key = keyOf(event);
  return events;
}
