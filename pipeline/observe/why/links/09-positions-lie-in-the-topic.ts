// Every position lies between the topic's first and last record, and did not start behind the data.
import type { Facts, TopicPartitionFacts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { list, many } from '../phrases.ts';

export const link: Link = {
  claim: 'the positions lie inside the topic',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge(facts: Facts): Judgement {
    const positions = facts.tables.bronze?.positions ?? null;
    const partitions = facts.topic?.partitions ?? [];
    if (positions === null || partitions.length === 0)
      return startedBeyond(facts) ?? unknown('positions are not known');
    const at = (one: TopicPartitionFacts) => positions[String(one.partition)] ?? null;
    const say = (one: TopicPartitionFacts) =>
      `${one.partition}: position ${at(one)}, records ${one.logStart ?? 0}–${(one.logEnd ?? 0) - 1}`;
    const beyond = partitions.filter(
      (one) => one.logEnd !== null && (at(one) ?? 0) > one.logEnd && facts.from === 'control',
    );
    if (beyond.length > 0)
      return broken(
        'start-beyond-data',
        [`positions beyond the end of the topic: partition ${list(beyond.map(say))}`],
        resetHint,
      );
    const gone = partitions.filter(
      (one) => one.logStart !== null && (at(one) ?? one.logStart) < one.logStart,
    );
    if (gone.length > 0)
      return broken(
        'position-out-of-range',
        [`records at the position are gone (retention): partition ${list(gone.map(say))}`],
        lossHint,
      );
    return startedBeyond(facts) ?? ok('every position is in range');
  },
};

const resetHint =
  'the topic was made anew or the position is wrong: `npx lakequake reset` forgets topic and lake together';
const lossHint =
  'what retention deleted unread is lost; lengthen topic.retentionMs, then decide with consumer.outOfRange';

/** `latest` with nothing read: everything that came before the start is skipped. */
function startedBeyond({ settings, topic, tables }: Facts): Judgement | undefined {
  const records = (topic?.partitions ?? []).reduce(
    (sum, one) => sum + (one.logEnd ?? 0) - (one.logStart ?? 0),
    0,
  );
  const rows = tables.bronze?.rows ?? 0;
  if (settings.startFrom !== 'latest' || records === 0 || rows > 0) return undefined;
  return broken(
    'start-beyond-data',
    [
      `consumer.startFrom is latest: ${many(records, 'record')} lay in the topic before the first read`,
      'bronze is empty',
    ],
    'set consumer.startFrom to earliest and `npx lakequake reset`',
  );
}
