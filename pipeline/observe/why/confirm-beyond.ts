// Asks for the ends of the logs once more when a position seems to lie beyond one. Control polls the ends, and while a leader moves for
// seconds in vain: only ends that were asked for after the positions had been read prove anything.
import { LakequakeError } from '../../contract/errors.ts';
import { until } from '../../contract/until.ts';
import type { Facts } from './facts.ts';
import { seemsBeyond } from './links/09-positions-lie-in-the-topic.ts';
import type { LiveState } from './overlay-live.ts';

/** What control says now; undefined when it does not answer. */
export type AskLive = () => Promise<LiveState | undefined>;

/** A poll of the ends takes a fraction of a second; a cluster that is slower than this leaves the question open. */
const DEADLINE_MS = 5_000;

/** Facts with `logEndAfter` where a position seemed to lie beyond the end; unchanged when no proof came in time. */
export async function confirmBeyond(
  facts: Facts,
  askLive: AskLive | undefined,
  deadlineMs = DEADLINE_MS,
): Promise<Facts> {
  const readAt = facts.tables.bronze?.positionsReadAt ?? null;
  const { topic } = facts;
  if (askLive === undefined || readAt === null || topic === null) return facts;
  if (!topic.partitions.some((one) => seemsBeyond(facts, one))) return facts;
  const ends = await endsAfter(askLive, topic.name, readAt, deadlineMs);
  const partitions = topic.partitions.map((one) => ({
    ...one,
    logEndAfter: ends?.get(one.partition) ?? null,
  }));
  return { ...facts, topic: { ...topic, partitions } };
}

/** Ends by partition, asked after `readAt`; undefined when none came by the deadline. */
async function endsAfter(
  askLive: AskLive,
  name: string,
  readAt: number,
  deadlineMs: number,
): Promise<Map<number, number> | undefined> {
  const probe = async () => {
    const topic = (await askLive())?.topic;
    return topic?.name === name && (topic.offsetsAskedAt ?? 0) > readAt && topic;
  };
  try {
    const topic = await until(probe, { deadlineMs, everyMs: 100, what: 'newer ends of the topic' });
    return new Map(
      topic.partitions.flatMap(({ partition, logEndOffset }) =>
        logEndOffset === null ? [] : [[partition, Number(logEndOffset)]],
      ),
    );
  } catch (error) {
    if (error instanceof LakequakeError && error.code === 'deadline-passed') return undefined;
    throw error;
  }
}
