// hot-key: most events of a stretch come under one key, as when a proxy steps in front of the clients and its address becomes the key.
// Only the partitioning key changes, and a salt behind `#` stays; line and truth are not touched. Proof: the source tells how many.
import type { SourceEvent } from '../../pipeline/contract/event.ts';
import { distortion, type Stretch } from '../distortion.ts';
import type { FaultArgs } from '../fault.ts';

export interface HotKeyOptions extends Stretch {
  host: string;
}

/** The key with another host: `a#3` becomes `host#3`; no key stays none. */
export function underHost(key: string | null, host: string): string | null {
  return key === null ? null : host + key.slice(key.includes('#') ? key.indexOf('#') : key.length);
}

const hot = distortion<HotKeyOptions & FaultArgs>({
  id: 'hot-key',
  title: 'One key takes most of the events',
  distort: (event: SourceEvent, { host }) => [{ event: { ...event, key: underHost(event.key, host) } }],
  says: (changed, { host }) => `at least ${changed} events came under the key ${host}`,
});
export default hot.wrap;
export const { fault } = hot;
