// late-events: a share of the events of a stretch of the stream arrives late. A seeded pure choice (seed and number of the event decide
// who, and by how much) handed to the source as its event transform; the line is not touched. Proof: the ledger holds events that were
// sent behind newer ones. There is nothing to undo: the stretch ends by itself.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import type { WrapPorts } from '../../pipeline/contract/ports.ts';
import type { Fault } from '../fault.ts';
import { delayedEvents } from '../probes/delayed-events.ts';

export interface LateEventsOptions {
  seed: number;
  /** Events fromSeq ≤ seq < toSeq may be delayed. */
  fromSeq: number;
  toSeq: number;
  /** Share of them, 0 to 1. */
  share: number;
  minDelayMs: number;
  maxDelayMs: number;
}

/** Uniform in [0, 1), from seed and number alone (a 32-bit mix after Murmur). */
export function uniform(seed: number, seq: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(seq + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** By how many ms the event is delayed; 0 leaves it alone. */
export function delayOf(options: LateEventsOptions, seq: number): number {
  if (seq < options.fromSeq || seq >= options.toSeq) return 0;
  if (uniform(options.seed, seq) >= options.share) return 0;
  const { minDelayMs, maxDelayMs } = options;
  return minDelayMs + Math.round(uniform(options.seed + 1, seq) * (maxDelayMs - minDelayMs));
}

const wrap: WrapPorts = (ports, { options }) => {
  const chosen = options as LateEventsOptions;
  let held: { dueMs: number; event: SourceEvent }[] = [];
  return {
    ...ports,
    eventTransform: {
      apply(event) {
        const delayMs = delayOf(chosen, event.seq);
        if (delayMs === 0) return ports.eventTransform.apply(event);
        held.push({ dueMs: ports.clock.now() + delayMs, event });
        return [];
      },
      due(nowMs) {
        const ready = held.filter(({ dueMs }) => dueMs <= nowMs);
        if (ready.length > 0) held = held.filter(({ dueMs }) => dueMs > nowMs);
        return [...ports.eventTransform.due(nowMs), ...ready.map(({ event }) => event)];
      },
    },
  };
};
export default wrap;

export const fault: Fault = {
  id: 'late-events',
  title: 'A share of the events arrives late',
  inject: async () => undefined,
  async observed(system, { args }) {
    const { minDelayMs } = args as unknown as LateEventsOptions;
    const late = await delayedEvents(system, minDelayMs);
    return late === 0
      ? null
      : {
          says: `${late} events were sent ${minDelayMs} ms or more behind newer ones of their partition`,
          facts: { late },
        };
  },
  undo: async () => false,
};
