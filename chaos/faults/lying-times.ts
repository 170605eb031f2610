// lying-times: a share of the lines of a stretch tells a time at which the event did not happen: hours ahead, the epoch, or the local time
// of another zone. The ledger keeps the true time, and what the line claims. Such a line belongs in quarantine.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { clfTimeWriter } from '../../pipeline/source/clf-time.ts';
import { distortion, type Stretch } from '../distortion.ts';
import { isReadable } from '../json-lines.ts';

export type Lie = 'ahead' | 'epoch' | 'zone';

export interface LyingOptions extends Stretch {
  lie: Lie;
}

const HOUR_MS = 3_600_000;
const stamp = clfTimeWriter();
const TIME = /\[[^\]]*\]/;

/** The time the line tells. */
export function claimedMs(timeMs: number, lie: Lie): number {
  if (lie === 'ahead') return timeMs + 6 * HOUR_MS;
  return lie === 'epoch' ? 0 : timeMs - 4 * HOUR_MS;
}

/** The event with a lying line. A wrong zone is the local time of the server (four hours west) written as if it were UTC. */
export function lying(event: SourceEvent, lie: Lie): SourceEvent {
  const { timeMs } = event.truth;
  if (event.line === null || timeMs === null) return event;
  const claimsMs = claimedMs(timeMs, lie);
  const line = event.line.replace(TIME, `[${stamp(claimsMs, 0)}]`);
  return { ...event, line, claimsMs, truth: { ...event.truth, disposition: 'quarantine' } };
}

const lies = distortion<LyingOptions>({
  id: 'lying-times',
  title: 'Lines tell a time at which nothing happened',
  touches: isReadable,
  distort: (event, { lie }) => [{ event: lying(event, lie) }],
  says: (changed, { lie }) => `at least ${changed} lines told a wrong time (${lie})`,
});
export default lies.wrap;
export const { fault } = lies;
