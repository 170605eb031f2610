// Partitions that take nothing although the source sends: their sends have been open for longer than a session, an election and a retry last.
import type { System } from '../drivers/system.ts';
import { openSends } from './open-sends.ts';

const STUCK_MS = 10_000;

/** A sentence that ends with the reason given, or null when every partition moves. */
export function stuckPartitions(system: System, because: string): string | null {
  const before = Date.now() - STUCK_MS;
  const stuck = openSends(system).filter(({ since }) => since < before);
  if (stuck.length === 0) return null;
  const partitions = [...new Set(stuck.map(({ partition }) => partition))].sort((a, b) => a - b).join(', ');
  return `partitions ${partitions} have taken no event for more than ${STUCK_MS / 1000} s: ${because}`;
}
