// topic-changed: a setting of the topic, or its number of partitions, is no longer what it was. One subject per setting.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'topic-changed',
  title: 'The topic was changed',
  notices: 'fault',
  limits: { windowMs: 30_000 },
  evaluate({ now, since }, { windowMs }): Firing[] {
    const earlier = since(windowMs);
    const was = earlier.find(({ cluster }) => cluster?.value.config)?.cluster?.value.config;
    const is = now.cluster?.value.config;
    const names = is && was ? [...new Set([...Object.keys(was), ...Object.keys(is)])] : [];
    const settings = names
      .filter((name) => is?.[name] !== was?.[name])
      .map((name) => ({
        subject: name,
        value: 1,
        says: `${name} of the topic was ${was?.[name] ?? 'not set'} and is ${is?.[name] ?? 'not set'}`,
      }));
    const counts = earlier.flatMap(({ cluster }) => cluster?.value.partitions.length || []);
    const [first, last] = [counts[0], counts.at(-1)];
    if (first === undefined || last === undefined || first === last) return settings;
    const says = `the topic had ${first} partitions and has ${last}`;
    return [...settings, { subject: 'partitions', value: last, says }];
  },
});
