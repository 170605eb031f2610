// shuffled-events: the events of a stretch arrive out of order, each a little later than it happened, by up to some seconds. The line is
// not touched. Proof: the ledger holds events that were sent behind newer ones of their partition.
import { distortion, type Stretch, uniform } from '../distortion.ts';
import type { Fault } from '../fault.ts';
import { delayedEvents } from '../probes/delayed-events.ts';

export interface ShuffleOptions extends Stretch {
  maxDelayMs: number;
}

/** By how many ms a chosen event is delayed. */
export function shuffleOf({ seed, maxDelayMs }: ShuffleOptions, seq: number): number {
  return Math.round(uniform(seed + 1, seq) * maxDelayMs);
}

const shuffled = distortion<ShuffleOptions>({
  id: 'shuffled-events',
  title: 'Events arrive out of order',
  distort: (event, options) => [{ event, delayMs: shuffleOf(options, event.seq) }],
  says: (changed) => `at least ${changed} events were shuffled`,
});
export default shuffled.wrap;

/** Older than this behind a newer one is no rounding of seconds. */
const PROOF_MS = 1_000;

export const fault: Fault = {
  ...shuffled.fault,
  async observed(system) {
    const count = await delayedEvents(system, PROOF_MS);
    if (count === 0) return null;
    const says = `${count} events were sent ${PROOF_MS} ms or more behind newer ones of their partition`;
    return { says, facts: { late: count } };
  },
};
