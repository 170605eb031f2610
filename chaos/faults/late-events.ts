// late-events: a share of the events of a stretch of the stream arrives late; the line is not touched.
// Proof: the ledger holds events that were sent behind newer ones (not "long after they happened": a slow machine would look like that).
import { distortion, type Stretch, uniform } from '../distortion.ts';
import type { Fault } from '../fault.ts';
import { delayedEvents } from '../probes/delayed-events.ts';

export interface LateEventsOptions extends Stretch {
  minDelayMs: number;
  maxDelayMs: number;
}

/** By how many ms a chosen event is delayed. */
export function delayOf({ seed, minDelayMs, maxDelayMs }: LateEventsOptions, seq: number): number {
  return minDelayMs + Math.round(uniform(seed + 1, seq) * (maxDelayMs - minDelayMs));
}

const late = distortion<LateEventsOptions>({
  id: 'late-events',
  title: 'A share of the events arrives late',
  distort: (event, options) => [{ event, delayMs: delayOf(options, event.seq) }],
  says: (changed) => `at least ${changed} events were held back`,
});
export default late.wrap;

export const fault: Fault = {
  ...late.fault,
  async observed(system, { args }) {
    const { minDelayMs } = args as unknown as LateEventsOptions;
    const count = await delayedEvents(system, minDelayMs);
    if (count === 0) return null;
    const says = `${count} events were sent ${minDelayMs} ms or more behind newer ones of their partition`;
    return { says, facts: { late: count } };
  },
};
