// The partitioning key of an event. A host is one client; salting spreads the few that send very much over several partitions.
import type { SourceEvent } from '../contract/event.ts';
import type { Settings } from '../contract/settings.ts';

const SALTS = 8;
const NO_HOST = '-';

/** A function from event to key, by the setting `producer.key`. */
export function keyBy(setting: Settings['producer']['key']): (event: SourceEvent) => string | null {
  if (setting === 'none') return () => null;
  if (setting === 'host') return ({ truth }) => truth.host ?? NO_HOST;
  return ({ seq, truth }) => `${truth.host ?? NO_HOST}#${seq % SALTS}`;
}
