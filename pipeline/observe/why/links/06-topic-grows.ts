// Acknowledged events show as growing end offsets.
import { broken, type Link, ok, unknown } from '../link.ts';
import { many } from '../phrases.ts';

export const link: Link = {
  claim: 'the topic grows with every acknowledgement',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge({ source, topic }) {
    const ends = topic?.partitions.map((one) => one.logEnd) ?? [];
    if (ends.length === 0 || ends.includes(null)) return unknown('end offsets are not known');
    const total = ends.reduce<number>((sum, end) => sum + (end ?? 0), 0);
    const growth = topic?.partitions.map((one) => one.endPerSecond) ?? [];
    const silent = growth.every((one) => one === 0);
    if (silent && (source?.ackedPerSecond ?? 0) > 0)
      return broken(
        'topic-silent',
        [`${source?.ackedPerSecond?.toFixed(0)} events a second are acknowledged, but no end offset moves`],
        'compare `npx lakequake trace` of a fresh event with the topic: acknowledgements may be lies (acks=0?)',
      );
    return ok(`end offsets add up to ${many(total, 'record')}`);
  },
};
