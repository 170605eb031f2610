// How long a layer may stay without a commit before that counts as standing still. Pure.
import type { Facts } from './facts.ts';

/** ms: ten triggers, at least five seconds. */
export function patienceMs({ settings }: Facts): number {
  return Math.max(5_000, 10 * settings.triggerMs);
}
