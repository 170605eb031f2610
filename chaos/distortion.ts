// A fault made of a distortion: a seeded pure function over events, handed to the source as its event transform. It decides by seed and
// number of the event, so every variant meets the same one. What happened is never touched; what the line is (its format, a field it
// never had) and where it belongs may be: a poisoned line belongs in quarantine. Proof: the source tells how many events it changed. There is nothing to undo: a stretch ends by itself.
import type { SourceEvent } from '../pipeline/contract/event.ts';
import type { WrapPorts } from '../pipeline/contract/ports.ts';
import { openSwitch, strikesOf } from './drivers/ports-switch.ts';
import type { Fault } from './fault.ts';

/** Uniform in [0, 1), from seed and number alone (a 32-bit mix after Murmur). */
export function uniform(seed: number, seq: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(seq + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Which events a distortion may touch. */
export interface Stretch {
  seed: number;
  /** Events fromSeq ≤ seq < toSeq. */
  fromSeq: number;
  toSeq: number;
  /** Share of them, 0 to 1. */
  share: number;
}

/** Whether the event is one of those chosen. */
export function isChosen({ seed, fromSeq, toSeq, share }: Stretch, seq: number): boolean {
  return seq >= fromSeq && seq < toSeq && uniform(seed, seq) < share;
}

export interface Distorted {
  event: SourceEvent;
  /** ms from now on the source's clock; 0 or absent: at once. */
  delayMs?: number;
}

export interface Distortion<O extends Stretch> {
  id: string;
  title: string;
  /** What every event of the run is like, chosen or not; the source is another one, which is no fault. Pure. */
  prepare?: (event: SourceEvent, options: O) => SourceEvent;
  /** Which of the chosen events it can touch at all; all when left out. Pure. */
  touches?: (event: SourceEvent, options: O) => boolean;
  /** What becomes of a chosen event; an empty list drops it. Pure. */
  distort: (event: SourceEvent, options: O) => Distorted[];
  /** One sentence, as proof. */
  says: (changed: number, options: O) => string;
}

/** Told this often, so that a proof costs no line an event. */
const TELL_EVERY = 50;

/** The fault and the ports module of a distortion. A file exports both: `fault`, and `wrap` as its default. */
export function distortion<O extends Stretch>(kind: Distortion<O>): { fault: Fault; wrap: WrapPorts } {
  return { fault: faultOf(kind), wrap: wrapOf(kind) };
}

function wrapOf<O extends Stretch>(kind: Distortion<O>): WrapPorts {
  return (ports, { options }) => {
    const chosen = options as O & { folder?: string };
    const link = chosen.folder === undefined ? undefined : openSwitch(chosen.folder);
    let held: { dueMs: number; event: SourceEvent }[] = [];
    let changed = 0;
    const inner = ports.eventTransform;
    return {
      ...ports,
      eventTransform: {
        apply(made) {
          const event = kind.prepare?.(made, chosen) ?? made;
          const touched = isChosen(chosen, event.seq) && (kind.touches?.(event, chosen) ?? true);
          if (!touched) return inner.apply(event);
          const results = kind.distort(event, chosen);
          if (changed++ % TELL_EVERY === 0) link?.struck({ changed, seq: event.seq });
          for (const { event: later, delayMs = 0 } of results)
            if (delayMs > 0) held.push({ dueMs: ports.clock.now() + delayMs, event: later });
          return results
            .filter(({ delayMs = 0 }) => delayMs <= 0)
            .flatMap(({ event: now }) => inner.apply(now));
        },
        due(nowMs) {
          const ready = held.filter(({ dueMs }) => dueMs <= nowMs);
          if (ready.length > 0) held = held.filter(({ dueMs }) => dueMs > nowMs);
          return [...inner.due(nowMs), ...ready.flatMap(({ event }) => inner.apply(event))];
        },
      },
    };
  };
}

function faultOf<O extends Stretch>({ id, title, says }: Distortion<O>): Fault {
  return {
    id,
    title,
    inject: async () => undefined,
    async observed(_system, { args, folder }) {
      const changed = Number(strikesOf(folder).at(-1)?.changed ?? 0);
      return changed === 0
        ? null
        : { says: says(changed, args as unknown as O), facts: { atLeast: changed } };
    },
    undo: async () => false,
  };
}
