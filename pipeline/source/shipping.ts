// A batch from its intent in the ledger to an outcome that the settings accept: sent, acknowledged, sent again, read back, cut in half or
// given up. Nothing is sent before its intent is on file; whatever comes of it goes to the ledger, too.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { LakequakeError } from '../contract/errors.ts';
import { eventId, type SourceEvent } from '../contract/event.ts';
import type { LedgerOutcome } from '../contract/ledger.ts';
import type { Clock, KafkaSend, SendAck, SendRequest } from '../contract/ports.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import type { SendRejection } from '../kafka/producer.ts';
import { intentLine } from './ledger/ledger-lines.ts';
import type { LedgerWriter } from './ledger/ledger-writer.ts';
import type { Resolve } from './resolve.ts';
import type { Tally } from './tally.ts';

export interface ShippingOptions {
  spec: RunSpec;
  kafkaSend: KafkaSend;
  ledger: LedgerWriter;
  resolve: Resolve;
  clock: Clock;
  tally: Tally;
  logger: Logger<never>;
  firstBatch: number;
  /** An error after which nothing may be sent any more. */
  onFatal: (error: unknown) => void;
}

/** Events of one partition under one number, by which the ledger knows them. */
export interface Batch {
  b: number;
  p: number;
  events: SourceEvent[];
  sentAt: number;
  /** First offset at which it may stand. */
  from: bigint;
}

export interface Shipping {
  batchOf(partition: number, events: SourceEvent[]): Batch;
  /** Sends batches together; resolves when each has an outcome that the settings accept. */
  ship(batches: Batch[]): Promise<void>;
  /** Sends a list in batches, one after the other. */
  shipAll(partition: number, events: SourceEvent[]): Promise<void>;
}

/** Batches are numbered from `firstBatch` on. */
export function createShipping(options: ShippingOptions): Shipping {
  const { spec, kafkaSend, ledger, resolve, clock, tally, onFatal } = options;
  const settings = spec.settings.producer;
  let nextBatch = options.firstBatch;

  const outcome = (line: LedgerOutcome): void => void ledger.append(line).catch(onFatal);

  const batchOf = (p: number, events: SourceEvent[]): Batch => ({
    b: nextBatch++,
    p,
    events,
    sentAt: 0,
    from: 0n,
  });

  async function ship(batches: Batch[]): Promise<void> {
    let work = [batches];
    while (work.length > 0) {
      const [first, ...rest] = work;
      const again = await attempt(first!);
      work = [...again, ...rest];
    }
  }

  async function attempt(batches: Batch[]): Promise<Batch[][]> {
    if (!ledger.off)
      await Promise.all(
        batches.map(({ b, p, events }) => ledger.append(intentLine(b, p, clock.now(), events))),
      );
    for (const batch of batches) opened(batch);
    try {
      const acks = await kafkaSend.send(batches.map(requestOf));
      for (const batch of batches) acked(batch, acks);
      return [];
    } catch (error) {
      const rejection = rejectionOf(error);
      const settled = await Promise.all(batches.map((batch) => settle(batch, rejection)));
      return settled.flat();
    } finally {
      for (const batch of batches) closed(batch);
    }
  }

  function requestOf({ p, events }: Batch): SendRequest {
    const timestampMs = Math.floor(clock.now());
    const records = events.map(({ seq, key, line }) => ({
      id: eventId(spec.runId, seq),
      key,
      value: line === null ? null : Buffer.from(line, 'latin1'),
      timestampMs,
    }));
    return { topic: spec.topic, partition: p, records };
  }

  function opened(batch: Batch): void {
    batch.sentAt = performance.now();
    batch.from = resolve.knownEnd(batch.p);
    tally.openEvents += batch.events.length;
    tally.openSends.set(batch.p, (tally.openSends.get(batch.p) ?? 0) + 1);
  }
  function closed({ p, events }: Batch): void {
    tally.openEvents -= events.length;
    const left = (tally.openSends.get(p) ?? 1) - 1;
    if (left > 0) tally.openSends.set(p, left);
    else tally.openSends.delete(p);
  }

  function acked({ b, p, events, sentAt }: Batch, acks: SendAck[]): void {
    const base = acks.find((ack) => ack.partition === p)?.baseOffset ?? -1n;
    outcome({ t: 'acked', b, p, at: clock.now(), base: base.toString(), n: events.length });
    tally.acked += events.length;
    tally.latency(p, performance.now() - sentAt);
    if (base >= 0n) resolve.known(p, base + BigInt(events.length));
  }

  /** Writes the outcome of a rejected batch; returns what is to be sent again, as new batches. */
  async function settle(batch: Batch, rejection: SendRejection): Promise<Batch[][]> {
    const { b, p, events, from } = batch;
    const t = rejection.definite ? 'failed' : 'unknown';
    outcome({ t, b, p, at: clock.now(), why: rejection.why });
    options.logger.warn({ batchId: b, partition: p, events: events.length, ...rejection }, `send ${t}`);
    if (
      rejection.definite &&
      rejection.tooLarge &&
      events.length > 1 &&
      settings.unknownOutcome !== 'give-up'
    )
      return halves(batch);
    if (settings.unknownOutcome === 'give-up' || (rejection.definite && rejection.hopeless)) {
      tally[t] += events.length;
      return [];
    }
    if (rejection.definite || settings.unknownOutcome === 'resend') {
      await delay(settings.retryBackoffMs);
      return [[batchOf(p, events)]];
    }
    tally.unknown += events.length;
    const absent = await resolve.settle({ b, p, events, from, since: clock.now() });
    tally.unknown -= events.length;
    tally.acked += events.length - absent.length;
    return absent.length > 0 ? [[batchOf(p, absent)]] : [];
  }

  function halves({ p, events }: Batch): Batch[][] {
    const middle = Math.ceil(events.length / 2);
    return [events.slice(0, middle), events.slice(middle)].map((half) => [batchOf(p, half)]);
  }

  async function shipAll(p: number, events: SourceEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += settings.batchEvents)
      await ship([batchOf(p, events.slice(at, at + settings.batchEvents))]);
  }

  return { batchOf, ship, shipAll };
}

/** Only a rejected send is an outcome; anything else (a port that breaks, the ledger's disk) ends the source. */
function rejectionOf(error: unknown): SendRejection {
  if (!(error instanceof LakequakeError) || error.code !== 'send-rejected') throw error;
  const {
    why = error.message,
    hopeless = false,
    tooLarge = false,
    transient = true,
    attempts = 1,
  } = error.context as Partial<SendRejection>;
  return { why, hopeless, tooLarge, transient, attempts, definite: error.definite };
}
