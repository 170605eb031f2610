// From which offset each partition is read: the position stored with the data, or where the settings say when it was never read. What stood
// there may be gone (retention) or not be there (the log was cut): an error, unless the settings jump over it.
import type { Admin } from 'kafkajs';
import { LakequakeError } from '../contract/errors.ts';
import type { Settings } from '../contract/settings.ts';
import { until } from '../contract/until.ts';
import { type OffsetBounds, offsetBounds } from './admin.ts';

export interface StartPosition {
  partition: number;
  /** As stored with the data; undefined when the partition was never read. */
  stored: number | undefined;
  /** Next offset to read. */
  position: number;
  logEndOffset: number;
}

export interface StartOptions {
  admin: Admin;
  topic: string;
  partitions: readonly number[];
  /** By partition; those never read are absent. */
  stored: ReadonlyMap<number, number>;
  settings: Settings['consumer'];
}

/** Positions above the log's end can be a leader that does not know its high watermark yet; so long it may take. */
const BEHIND_GRACE_MS = 15_000;

/** Where reading starts now; `offset-gap` or `offset-behind` where settings do not jump over what is missing. */
export async function startPositions(options: StartOptions): Promise<StartPosition[]> {
  const { topic, partitions, stored, settings } = options;
  const allBounds = await boundsAbove(options);
  return partitions.map((partition) => {
    const bounds = allBounds.get(partition) ?? { low: 0, high: 0 };
    const at = stored.get(partition);
    const wanted = at ?? (settings.startFrom === 'earliest' ? bounds.low : bounds.high);
    const position = wanted < bounds.low ? pastGap(topic, partition, wanted, bounds, settings) : wanted;
    return { partition, stored: at, position, logEndOffset: bounds.high };
  });
}

/** Bounds once no stored position stands above the end of its log; `offset-behind` when that stays so. */
async function boundsAbove({ admin, topic, stored, settings }: StartOptions) {
  let bounds = await offsetBounds(admin, topic);
  const behind = () => [...stored].find(([partition, at]) => at > (bounds.get(partition)?.high ?? at));
  if (settings.outOfRange !== 'stop' || !behind()) return bounds;
  await until(
    async () => {
      bounds = await offsetBounds(admin, topic);
      return !behind();
    },
    { deadlineMs: BEHIND_GRACE_MS, everyMs: 500, what: 'the end of the log to reach the stored position' },
  ).catch((cause: unknown) => {
    const [partition, at] = behind() ?? [-1, -1];
    const end = bounds.get(partition)?.high;
    throw new LakequakeError(
      'offset-behind',
      `${topic}/${partition} ends at offset ${end}, but bronze already holds records up to ${at}`,
      {
        cause,
        context: { topic, partition, position: at, logEndOffset: end },
        hint: 'Ask `npx lakequake why stuck`: acknowledged records were cut off the log (unclean election, or the topic was made anew).',
      },
    );
  });
  return bounds;
}

/** Where to go on when records from `from` up to the oldest that is left are gone. */
function pastGap(
  topic: string,
  partition: number,
  from: number,
  { low, high }: OffsetBounds,
  { outOfRange }: Settings['consumer'],
): number {
  if (outOfRange === 'earliest') return low;
  if (outOfRange === 'latest') return high;
  throw offsetGap(topic, partition, from, low - 1);
}

/** Offsets `from` to `to` are gone and were never read. */
export function offsetGap(topic: string, partition: number, from: number, to: number): LakequakeError {
  return new LakequakeError(
    'offset-gap',
    `${topic}/${partition}: offsets ${from} to ${to} (${to - from + 1} records) are gone from the log and were never read`,
    {
      context: { topic, partition, from, to },
      hint: 'Set consumer.outOfRange to earliest to go on without them: retention removed them while nobody read.',
    },
  );
}
