// When a part counts as well, degraded, down or missing. One place, so that the picture, the headline and the title agree.
import type { LabState, PartState } from '../../../../contract.ts';

export type Health = 'ok' | 'degraded' | 'down' | 'paused' | 'missing' | 'idle';

/** A part that has said nothing for this long is missing, whatever it said last. */
const MISSING_AFTER_MS = 2500;
/** The cluster has not described the topic for this long: who leads and who is in sync is not known. */
export const SILENT_TOPIC_MS = 5000;
export const SLOW_ACK_MS = 1000;
export const SLOW_LAG_MS = 2500;
export const STALE_TABLE_MS = 5000;

const BY_STATE: Record<PartState, Health> = {
  up: 'ok',
  starting: 'degraded',
  down: 'down',
  paused: 'paused',
  missing: 'missing',
  stopped: 'idle',
  finished: 'idle',
};

export interface Part {
  state: PartState;
  since: number | null;
  reportedAt: number | null;
}

/** Health of a part by what control says and by how long ago the part spoke. */
export function healthOf(part: Part, now: number): Health {
  const health = BY_STATE[part.state];
  const mute = part.reportedAt === null || now - part.reportedAt > MISSING_AFTER_MS;
  return (health === 'ok' || health === 'degraded') && mute ? 'missing' : health;
}

/** Nothing gets through a part in this health. */
export const isBroken = (health: Health) => health === 'down' || health === 'paused' || health === 'missing';

const RANK: Health[] = ['ok', 'idle', 'degraded', 'paused', 'missing', 'down'];

/** The worst of several. */
export function worst(...all: Health[]): Health {
  return all.reduce((a, b) => (RANK.indexOf(b) > RANK.indexOf(a) ? b : a), 'ok');
}

/** Whether what is known of the topic is too old to be shown as the present. */
export const topicIsStale = ({ topic }: LabState, now: number) =>
  topic.reportedAt === null || now - topic.reportedAt > SILENT_TOPIC_MS;
