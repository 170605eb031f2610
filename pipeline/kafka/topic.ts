// Topics as this project makes them: created with their protections, read back as the cluster really applies them, and refused
// when they do not protect the data. (With eligible leader replicas, on by default in Kafka 4, the controller's
// min.insync.replicas counts and a broker's is ignored: so what was asked for is never taken for what is.)
import kafkajs, { type Admin } from 'kafkajs';
import { LakequakeError } from '../contract/errors.ts';
import type { Settings } from '../contract/settings.ts';
import { until } from '../contract/until.ts';
import { isOfType, mayBeAskedAgain, untilAnswered } from './kafka-error.ts';

export interface PartitionState {
  partition: number;
  /** Broker id; null when the partition is offline. */
  leader: number | null;
  replicas: number[];
  isr: number[];
}

/** Effective topic settings as the cluster answers them. */
export interface EffectiveTopic {
  name: string;
  partitions: number;
  replicationFactor: number;
  config: Record<string, string>;
}

function configEntries(topic: Settings['topic']): { name: string; value: string }[] {
  const entries: [string, string | number | boolean | null][] = [
    ['min.insync.replicas', topic.minInsyncReplicas],
    ['max.message.bytes', topic.maxMessageBytes],
    ['unclean.leader.election.enable', topic.uncleanLeaderElection],
    ['message.timestamp.type', 'CreateTime'],
    ['retention.ms', topic.retentionMs],
    ['retention.bytes', topic.retentionBytes],
    ['segment.ms', topic.segmentMs],
  ];
  return entries
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({ name, value: String(value) }));
}

/** What a broker says while the news of a topic has not reached it (or never will). kafkajs wraps it when it gives up. */
const NOT_KNOWN_HERE = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** Whether an error of kafkajs says that the broker asked knows no such topic (yet). */
export function isTopicUnknown(error: unknown): boolean {
  return isOfType(error, NOT_KNOWN_HERE);
}

/** Leader, replicas and in-sync replicas of every partition, in order. Empty when the broker asked does not know the topic. */
export async function describePartitions(admin: Admin, topic: string): Promise<PartitionState[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] }).catch((error: unknown) => {
    if (isTopicUnknown(error)) return { topics: [] };
    throw error;
  });
  const partitions = topics[0]?.partitions ?? [];
  return partitions
    .map(({ partitionId, leader, replicas, isr }) => ({
      partition: partitionId,
      leader: leader < 0 ? null : leader,
      replicas,
      isr,
    }))
    .sort((a, b) => a.partition - b.partition);
}

export interface PartitionOffsets {
  partition: number;
  /** Oldest offset still in the log. */
  low: string;
  /** Next offset to be written, as far as consumers may read (high watermark). */
  high: string;
}

/**
 * First and next offset of every partition. A new leader refuses to say until its high watermark has caught up (KIP-207), and
 * kafkajs gives up on that refusal, so it is asked again; throws `deadline-passed`. A deadline of 0 asks once.
 */
export function topicOffsets(admin: Admin, topic: string, deadlineMs = 30_000): Promise<PartitionOffsets[]> {
  return untilAnswered(() => admin.fetchTopicOffsets(topic), mayBeAskedAgain, {
    deadlineMs,
    everyMs: 100,
    what: `the offsets of topic '${topic}'`,
  });
}

/** Next offset of every partition (its high watermark), by partition number; see `topicOffsets`. */
export async function endOffsets(
  admin: Admin,
  topic: string,
  deadlineMs?: number,
): Promise<Record<string, string>> {
  const offsets = await topicOffsets(admin, topic, deadlineMs);
  return Object.fromEntries(offsets.map(({ partition, high }) => [String(partition), high]));
}

/** Partitions of a topic that exists, once the broker asked has heard of them. Throws `deadline-passed`. */
export function knownPartitions(admin: Admin, topic: string): Promise<PartitionState[]> {
  const probe = async () => {
    const partitions = await describePartitions(admin, topic);
    return partitions.length > 0 && partitions;
  };
  return until(probe, { deadlineMs: 30_000, everyMs: 50, what: `topic '${topic}' to be known` });
}

/** Reads back what the cluster applies to a topic. */
export async function effectiveTopic(admin: Admin, topic: string): Promise<EffectiveTopic> {
  const partitions = await knownPartitions(admin, topic);
  // Any broker may be asked, also one that has not heard of the topic yet.
  const ask = () =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
    });
  const { resources } = await untilAnswered(ask, isTopicUnknown, {
    deadlineMs: 30_000,
    everyMs: 50,
    what: `the settings of topic '${topic}'`,
  });
  const entries = resources[0]?.configEntries ?? [];
  return {
    name: topic,
    partitions: partitions.length,
    replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    config: Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue])),
  };
}

/** What is wrong with a topic's effective settings, one sentence each; empty when it protects the data. */
export function topicWeaknesses(effective: EffectiveTopic): string[] {
  const minIsr = Number(effective.config['min.insync.replicas']);
  const retentionMs = Number(effective.config['retention.ms'] ?? -1);
  const weaknesses: string[] = [];
  if (effective.replicationFactor < 2)
    weaknesses.push(`replication factor ${effective.replicationFactor}: one lost disk loses its data`);
  if (minIsr < 2)
    weaknesses.push(`min.insync.replicas ${minIsr}: a record may be acknowledged by one disk only`);
  if (minIsr >= effective.replicationFactor && effective.replicationFactor > 1)
    weaknesses.push(
      `min.insync.replicas ${minIsr} of ${effective.replicationFactor}: one lost broker stops all writes`,
    );
  if (effective.config['unclean.leader.election.enable'] === 'true')
    weaknesses.push('unclean leader election: a broker that missed records may lead');
  if (retentionMs >= 0 && retentionMs < 3_600_000)
    weaknesses.push(`retention.ms ${retentionMs}: a reader that pauses longer finds records gone`);
  if (Number(effective.config['max.message.bytes']) < 1_000_000)
    weaknesses.push(
      `max.message.bytes ${effective.config['max.message.bytes']}: long lines are never acknowledged`,
    );
  return weaknesses;
}

/** Applies the setting `startup.topicContract`: refuses (throws `topic-misconfigured`), or returns the warnings. */
export function enforceTopicContract(
  effective: EffectiveTopic,
  policy: Settings['startup']['topicContract'],
): string[] {
  const weaknesses = policy === 'off' ? [] : topicWeaknesses(effective);
  if (policy !== 'refuse' || weaknesses.length === 0) return weaknesses;
  throw new LakequakeError(
    'topic-misconfigured',
    `topic '${effective.name}' does not protect the data: ${weaknesses.join('; ')}`,
    {
      context: { effective },
      hint: 'change the topic section of pipeline.yaml, or set startup.topicContract to warn to go on all the same',
    },
  );
}

/** Creates the topic if it is absent, waits until every partition has a leader and a full ISR, reads the effective settings back. */
export async function ensureTopic(admin: Admin, name: string, settings: Settings): Promise<EffectiveTopic> {
  const { topic } = settings;
  const wanted = {
    topic: name,
    numPartitions: topic.partitions,
    replicationFactor: topic.replicationFactor,
    configEntries: configEntries(topic),
  };
  // "Unknown topic" is then the answer to another question on this client, with which kafkajs shares its refresh of metadata.
  const create = () =>
    admin.createTopics({ topics: [wanted], waitForLeaders: false }).then(
      () => true,
      (error: unknown) => {
        if (isTopicUnknown(error)) return false;
        throw error;
      },
    );
  await until(create, { deadlineMs: 30_000, everyMs: 50, what: `topic '${name}' to be created` });
  const complete = async () => {
    const partitions = await describePartitions(admin, name);
    return (
      partitions.length > 0 &&
      partitions.every(({ leader, isr, replicas }) => leader !== null && isr.length === replicas.length)
    );
  };
  await until(complete, { deadlineMs: 30_000, everyMs: 50, what: `topic '${name}' to have leaders` });
  return effectiveTopic(admin, name);
}
