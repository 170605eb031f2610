// Settles sends whose outcome is unknown: reads the partition back, by ids, from where it can have landed at the earliest. What is found
// counts as acknowledged; what is not is the caller's to send again. A request cut off here may still land from a proxy's buffer
// or a paused broker's socket (a zombie), so "absent" is believed only after a grace of one request timeout since the connection
// was cut, in a reading begun after it. A zombie that lands later still would be a second copy of an id; silver drops those.
import { setTimeout as delay } from 'node:timers/promises';
import type { SourceEvent } from '../contract/event.ts';
import { eventId } from '../contract/event.ts';
import type { LedgerLine } from '../contract/ledger.ts';
import type { Clock } from '../contract/ports.ts';
import type { ReadBack } from '../kafka/send-read-back.ts';

export interface Unknown<E extends { seq: number } = SourceEvent> {
  b: number;
  p: number;
  events: E[];
  /** When the last connection that may carry it was cut, ms since the epoch. */
  since: number;
  /** First offset at which it may stand. */
  from: bigint;
}

export interface Resolve {
  /** Returns the events that are not in the log. Tries until it knows: a partition that cannot be read cannot be written either. */
  settle<E extends { seq: number }>(unknown: Unknown<E>): Promise<E[]>;
  /** A record of ours stands just before this offset of a partition. */
  known(partition: number, end: bigint): void;
  /** Where a send that begins now can land at the earliest. */
  knownEnd(partition: number): bigint;
}

export interface ResolveOptions {
  runId: string;
  topic: string;
  graceMs: number;
  readBack: ReadBack;
  /** Writes the ledger's line. */
  write: (line: LedgerLine) => Promise<void>;
  clock: Clock;
  /** Told about readings that failed; they are repeated. */
  onTrouble: (error: unknown, unknown: { b: number; p: number }) => void;
  isStopped: () => boolean;
}

const RETRY_EVERY_MS = 500;
const READ_DEADLINE_MS = 30_000;

/** A resolver for one topic. */
export function createResolve(options: ResolveOptions): Resolve {
  const { runId, topic, graceMs, readBack, write, clock, onTrouble, isStopped } = options;
  const knownEnds = new Map<number, bigint>();

  async function read(
    p: number,
    wanted: ReadonlySet<string>,
    b: number,
    fromOffset: bigint,
  ): Promise<Map<string, string>> {
    for (;;) {
      try {
        return await readBack({ topic, partition: p, fromOffset, wanted, deadlineMs: READ_DEADLINE_MS });
      } catch (error) {
        if (isStopped()) throw error;
        onTrouble(error, { b, p });
        await delay(RETRY_EVERY_MS);
      }
    }
  }

  return {
    known(partition, end) {
      if (end > (knownEnds.get(partition) ?? 0n)) knownEnds.set(partition, end);
    },
    knownEnd: (partition) => knownEnds.get(partition) ?? 0n,
    async settle({ b, p, events, since, from }) {
      const idOf = (event: { seq: number }) => eventId(runId, event.seq);
      const wanted = new Set(events.map(idOf));
      let found = await read(p, wanted, b, from);
      const graceLeft = since + graceMs - clock.now();
      if (found.size < wanted.size && graceLeft > 0) await delay(graceLeft);
      if (found.size < wanted.size) found = await read(p, wanted, b, from);
      const offset = events.map((event) => found.get(idOf(event)) ?? null);
      await write({ t: 'resolved', b, p, at: clock.now(), seq: events.map(({ seq }) => seq), offset });
      return events.filter((event) => !found.has(idOf(event)));
    },
  };
}
