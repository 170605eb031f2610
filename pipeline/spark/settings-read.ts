// Which settings the Spark engine reads: found out by making its job over settings that note what is asked of them. Whatever the job
// comes to use is in this set by itself; there is no list to keep.
import { defaultSettings, type Settings } from '../contract/settings.ts';
import { sparkDecisions } from './job.ts';

let known: ReadonlySet<string> | undefined;

/** Paths such as `stream.triggerMs`. */
export function settingsReadBySpark(): ReadonlySet<string> {
  known ??= readBy((settings) =>
    sparkDecisions({
      settings,
      eventTimeMode: 'original',
      eventClock: { kafkaOriginMs: 0, eventOriginMs: 0, speed: 1 },
    }),
  );
  return known;
}

function readBy(use: (settings: Settings) => unknown): ReadonlySet<string> {
  const read = new Set<string>();
  const sections = Object.entries(defaultSettings()).map(([section, values]) => [
    section,
    new Proxy(values as object, {
      get(target, key) {
        if (typeof key === 'string') read.add(`${section}.${key}`);
        return Reflect.get(target, key);
      },
    }),
  ]);
  use(Object.fromEntries(sections) as Settings);
  return read;
}
