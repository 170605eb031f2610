// Which settings mean something on the Spark engine: found out by making its job over settings that note what is asked of them, for both
// kinds of event time. Whatever the job comes to use is in this set by itself. The processor that starts Spark is one of ours: what it
// and its supervisor read stands here by name.
import { defaultSettings, type Settings } from '../contract/settings.ts';
import { sparkDecisions } from './job.ts';

/** How often the processor reports, and whether one that died is started again. */
const OF_THE_PROCESSOR = ['processor.reportEveryMs', 'processor.restart'];

const EVENT_TIMES = ['now', 'original'] as const;

let known: ReadonlySet<string> | undefined;

/** Paths such as `stream.triggerMs`. */
export function settingsReadBySpark(): ReadonlySet<string> {
  known ??= new Set([
    ...OF_THE_PROCESSOR,
    ...readBy((settings) => {
      for (const eventTimeMode of EVENT_TIMES)
        sparkDecisions({
          settings,
          eventTimeMode,
          eventClock: { kafkaOriginMs: 0, eventOriginMs: 0, speed: 1 },
        });
    }),
  ]);
  return known;
}

function readBy(use: (settings: Settings) => void): ReadonlySet<string> {
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
