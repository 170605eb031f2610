// The event-time watermark moves: it is the smallest over the partitions that are not idle, so one silent partition
// holds it back (unless idleness is on), and one lying clock must not throw it into the future.
import type { Facts, PartitionTimeFacts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { forMs, instant, list } from '../phrases.ts';

/** A watermark may be a little ahead: clocks differ. */
const FUTURE_MS = 60_000;

export const link: Link = {
  claim: 'the event-time watermark advances in every partition',
  questions: ['stuck', 'empty'],
  feeds: 'gold.traffic',
  judge(facts: Facts): Judgement {
    const { partitions, windows } = facts;
    if (partitions === null || partitions.length === 0) return unknown('newest event times are not known');
    const ahead = partitions.filter(
      (one) => one.newestEventTime !== null && one.newestEventTime > facts.at + FUTURE_MS,
    );
    if (ahead.length > 0) return inFuture(ahead, facts.at);
    const holder = holdsBack(facts, partitions);
    if (holder !== undefined) return idle(holder, partitions, facts);
    return ok(
      windows?.watermark == null
        ? 'no partition lags behind the others'
        : `it stands at ${instant(windows.watermark)}`,
    );
  },
};

/** A partition that still counts, fell silent, and stands behind the newest one by more than a window and the lateness. */
function holdsBack(
  { settings, source }: Facts,
  partitions: PartitionTimeFacts[],
): PartitionTimeFacts | undefined {
  if (source?.state === 'done') return undefined;
  const newest = Math.max(...partitions.map((one) => one.newestEventTime ?? Number.NEGATIVE_INFINITY));
  const limit = newest - settings.windowMs - settings.allowedLatenessMs;
  const silentAfterMs = Math.max(settings.windowMs, settings.idlePartitionMs ?? 0) + 5_000;
  return partitions
    .filter((one) => !one.idle && (one.newestEventTime ?? Number.NEGATIVE_INFINITY) < limit)
    .filter((one) => one.silentMs === null || one.silentMs > silentAfterMs)
    .sort((left, right) => (left.newestEventTime ?? 0) - (right.newestEventTime ?? 0))[0];
}

function idle(
  holder: PartitionTimeFacts,
  partitions: PartitionTimeFacts[],
  { settings, windows }: Facts,
): Judgement {
  const newest = Math.max(...partitions.map((one) => one.newestEventTime ?? Number.NEGATIVE_INFINITY));
  const last =
    holder.newestEventTime === null
      ? `partition ${holder.partition} has never brought an event`
      : `the newest event of partition ${holder.partition} is from ${instant(holder.newestEventTime)}, ${forMs(newest - holder.newestEventTime)} behind the newest of all`;
  const timeout =
    settings.idlePartitionMs === null
      ? 'stream.idlePartitionMs is null: a silent partition counts for ever'
      : `stream.idlePartitionMs is ${settings.idlePartitionMs}`;
  return broken(
    'idle-partition',
    [
      last,
      timeout,
      ...(windows?.watermark == null ? [] : [`the watermark stands at ${instant(windows.watermark)}`]),
    ],
    'set stream.idlePartitionMs (5000 is usual), or find out why nothing is sent to that partition',
  );
}

function inFuture(ahead: PartitionTimeFacts[], at: number): Judgement {
  const what = ahead.map((one) => `${one.partition} at ${instant(one.newestEventTime ?? 0)}`);
  const most = Math.max(...ahead.map((one) => (one.newestEventTime ?? 0) - at));
  return broken(
    'watermark-in-future',
    [
      `newest event times lie in the future: partition ${list(what)}`,
      `up to ${forMs(most)} ahead of now: everything with a true time counts as late`,
    ],
    "set silver.timeBounds to 'quarantine'; correct the clock of the source; rebuild silver and gold from bronze",
  );
}
