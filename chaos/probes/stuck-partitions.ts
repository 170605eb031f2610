// Partitions that take nothing although the source sends: their sends have been open for longer than a session, an election and a retry last.
import type { System } from '../drivers/system.ts';
import { partitionsOf, sendsOpenFor } from './open-sends.ts';

const STUCK_MS = 10_000;

/** A sentence that ends with the reason given, or null when every partition moves. */
export function stuckPartitions(system: System, because: string): string | null {
  const stuck = sendsOpenFor(system, STUCK_MS);
  if (stuck.length === 0) return null;
  return `partitions ${partitionsOf(stuck)} have taken no event for more than ${STUCK_MS / 1000} s: ${because}`;
}
