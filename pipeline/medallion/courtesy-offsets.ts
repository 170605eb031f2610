// What is told to Kafka about our positions: for lag tools only. The group may be rebalancing, and nothing depends on it.
import type { Feed } from '../kafka/feed.ts';
import type { QueryContext } from './query-context.ts';

/** Writes the group's offsets in the background; that it failed is worth a line of the log and no more. */
export function tellKafka(
  feed: Pick<Feed, 'commitOffsets'>,
  log: QueryContext['log'],
  nextOffsets: ReadonlyMap<number, bigint>,
): void {
  feed.commitOffsets(nextOffsets).catch((error: unknown) => {
    log.debug({ err: error }, 'courtesy offsets not written');
  });
}
