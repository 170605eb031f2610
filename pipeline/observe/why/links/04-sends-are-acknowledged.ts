// What the source sends, Kafka acknowledges.
import { broken, type Link, ok, unknown } from '../link.ts';
import { instant, list, many } from '../phrases.ts';

export const link: Link = {
  claim: 'Kafka acknowledges what the source sends',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge({ source }) {
    if (source === null) return unknown('nothing is known of the source');
    const lastAck = source.lastAckAt === null ? [] : [`last acknowledgement at ${instant(source.lastAckAt)}`];
    const lost = source.failed + source.unknown;
    if (source.openEvents > 0 && (source.ackedPerSecond === 0 || source.state === 'blocked'))
      return broken(
        'sends-unanswered',
        [
          `${many(source.openEvents, 'event')} sent without an answer, partitions ${list(source.openPartitions)}`,
          ...lastAck,
        ],
        'see `npx lakequake logs source` and the brokers of those partitions',
      );
    if (lost > 0 && (source.acked === 0 || source.ackedPerSecond === 0))
      return broken(
        'sends-failing',
        [
          `${many(source.failed, 'event')} refused, ${source.unknown} without a certain outcome, ${source.acked} acknowledged`,
          ...lastAck,
        ],
        'see `npx lakequake logs source` for the reason Kafka gave',
      );
    return ok(`${many(source.acked, 'event')} acknowledged`, ...(lost > 0 ? [`${lost} were not`] : []));
  },
};
