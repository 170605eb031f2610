// Asks the topic itself for one event, reading only, with short patience: a cluster that does not answer is an answer too
// (null), and `trace` says so. Nothing is committed; the consumer group is of this process alone.
import { Kafka, logLevel } from 'kafkajs';
import { LakequakeError } from '../../contract/errors.ts';
import { readRange } from '../../kafka/read-range.ts';
import { bounds, createReadBack, idOf } from '../../kafka/send-read-back.ts';
import { isTopicUnknown } from '../../kafka/topic.ts';
import { stateLockHolder } from '../../runtime/state-lock.ts';
import { newestSpec } from '../locate-run.ts';
import type { AskTopic, TopicAnswer } from './trace-facts.ts';

/** Joining a group takes Kafka some seconds; a whole partition is read in the rest. */
const DEADLINE_MS = 15_000;

/**
 * How to ask the cluster that runs on a state folder; undefined when nothing runs there. Every run of a session shares its cluster,
 * so the newest specification has its addresses; those of an older one may belong to somebody else by now.
 */
export function askRunningTopic(stateDir: string): AskTopic | undefined {
  const bootstrap = newestSpec(stateDir)?.bootstrap;
  return bootstrap === undefined || stateLockHolder(stateDir) === undefined
    ? undefined
    : askTopicAt(bootstrap);
}

/** Asks the cluster at these addresses. */
export function askTopicAt(bootstrap: readonly string[], deadlineMs = DEADLINE_MS): AskTopic {
  const kafka = new Kafka({
    clientId: 'lakequake-trace',
    brokers: [...bootstrap],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 500 },
  });
  return async (topic, partition, offset, eventId) => {
    try {
      return offset === null
        ? await lookThrough(kafka, { topic, partition, eventId, deadlineMs })
        : await lookAt(kafka, { topic, partition, eventId, deadlineMs }, BigInt(offset));
    } catch (error) {
      if (isTopicUnknown(error) || (error instanceof LakequakeError && error.code === 'not-found'))
        return 'gone';
      if (isNoAnswer(error)) return null;
      throw error;
    }
  };
}

interface Wanted {
  topic: string;
  partition: number;
  eventId: string;
  deadlineMs: number;
}

async function lookAt(
  kafka: Kafka,
  { topic, partition, eventId, deadlineMs }: Wanted,
  from: bigint,
): Promise<TopicAnswer> {
  const { low, high } = await bounds(kafka, topic, partition);
  if (from >= high) return 'beyond';
  if (from < low) return 'deleted';
  let answer: TopicAnswer = 'missing';
  await readRange(kafka, groupName(), { topic, partition, from, to: from + 1n, deadlineMs }, (message) => {
    if (BigInt(message.offset) !== from) return;
    const id = idOf(message.headers) ?? `${topic}-${partition}-${message.offset}`;
    answer = id === eventId ? 'present' : 'other';
  });
  return answer;
}

/** Nothing found proves a loss only while the log still has its beginning. */
async function lookThrough(
  kafka: Kafka,
  { topic, partition, eventId, deadlineMs }: Wanted,
): Promise<TopicAnswer> {
  const { low } = await bounds(kafka, topic, partition);
  const found = await createReadBack(
    kafka,
    groupName(),
  )({
    topic,
    partition,
    fromOffset: low,
    wanted: new Set([eventId]),
    deadlineMs,
  });
  if (found.has(eventId)) return 'present';
  return low > 0n ? 'deleted' : 'missing';
}

const groupName = () => `lakequake-trace-${process.pid}-${Date.now().toString(36)}`;

/** kafkajs gave up on connections or answers, or the deadline came. */
function isNoAnswer(error: unknown): boolean {
  if (error instanceof LakequakeError) return error.code === 'deadline-passed';
  return error instanceof Error && error.name.startsWith('KafkaJS');
}
