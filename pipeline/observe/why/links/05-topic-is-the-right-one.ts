// The processors read the topic that the source writes.
import { broken, type Link, ok, unknown } from '../link.ts';
import { list } from '../phrases.ts';

export const link: Link = {
  claim: 'the processors read the topic the source writes',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge({ source, topic }) {
    if (topic === null) return unknown('nothing is known of the topic');
    const fix = 'correct the topic name in the settings and start again';
    if (!topic.exists) return broken('topic-missing', [`there is no topic '${topic.name}'`], fix);
    if (source !== null && source.topic !== topic.name)
      return broken(
        'wrong-topic',
        [`the source writes '${source.topic}', the processors read '${topic.name}'`],
        fix,
      );
    const empty = topic.partitions.length > 0 && topic.partitions.every((one) => one.logEnd === 0);
    if (empty && (source?.acked ?? 0) > 0)
      return broken(
        'wrong-topic',
        [
          `'${topic.name}' is empty although ${source?.acked} events were acknowledged`,
          ...(topic.othersWithRecords.length > 0
            ? [`these topics hold records: ${list(topic.othersWithRecords)}`]
            : []),
        ],
        fix,
      );
    return ok(`both use '${topic.name}'`);
  },
};
