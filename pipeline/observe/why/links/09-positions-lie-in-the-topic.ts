// Every position lies between the topic's first and last record, and did not start behind the data. A position read after the
// end of a growing log is always a little ahead of it: only an end read after the position says that it lies beyond.
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
      `${one.partition}: position ${at(one)}, records ${one.logStart ?? 0}–${(one.logEndAfter ?? one.logEnd ?? 0) - 1}`;
    const beyond = partitions.filter((one) => one.logEndAfter !== null && (at(one) ?? 0) > one.logEndAfter);
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
    const unproven = partitions.filter((one) => seemsBeyond(facts, one) && one.logEndAfter === null);
    if (unproven.length > 0)
      return unknown('the ends of the topic were read before the positions, and Kafka told no newer ones');
    return startedBeyond(facts) ?? ok('every position is in range');
  },
};

/** Ahead of the end that was read first, which a growing log explains. Ends from files are only what acknowledgements prove. */
export function seemsBeyond({ from, tables }: Facts, { partition, logEnd }: TopicPartitionFacts): boolean {
  const position = tables.bronze?.positions?.[String(partition)] ?? 0;
  return from === 'control' && logEnd !== null && position > logEnd;
}

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
    'ask again in some seconds; if bronze is still empty then, set consumer.startFrom to earliest and `npx lakequake reset`',
  );
}
