// The coordinator of the consumer group moves to another broker, which is still loading the group when the processor comes to rejoin, while
// the old one lives on. kafkajs alone then commits to the old one for ever (tulios/kafkajs#1779), and every lag tool shows a lag that grows.
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../pipeline/contract/until.ts';
import { groupOffsetStore } from '../../../pipeline/kafka/admin.ts';
import { useCluster } from '../../helpers/cluster.ts';
import {
  EXACTNESS,
  finished,
  logEnds,
  queryLake,
  type RunningProcessor,
  sendLines,
  startProcessor,
  type TestRun,
  testRun,
} from './processor-process.ts';

const PARTITIONS = 2;
const OFFSETS_TOPIC = '__consumer_offsets';
/** Commits of another group in the same partition: what the new coordinator has to load first (some 0.3 s of it). */
const FILLER = { topic: 'filler', partitions: 200, commits: 500 };
const LINE = 'h - - [01/Jul/1995:00:00:01 +0000] "GET /a HTTP/1.0" 200 1';

/** Where Kafka keeps the offsets of a group: GroupCoordinatorService.partitionFor, the absolute hash of a Java string. */
function offsetsPartition(group: string, partitions: number): number {
  let hash = 0;
  for (const char of group) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
  return Math.abs(hash) % partitions;
}

describe('a coordinator that moves', () => {
  const lab = useCluster();
  let kafka: Kafka;
  let admin: Admin;
  let run: TestRun;
  let processor: RunningProcessor | undefined;

  beforeAll(async () => {
    kafka = new Kafka({ brokers: lab.cluster.bootstrap, logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
    run = testRun(lab.cluster.bootstrap, `r${Date.now().toString(36)}m`, ({ consumer }) => {
      // It is to come back while the new coordinator still loads.
      Object.assign(consumer, { heartbeatIntervalMs: 20, fetchMaxWaitMs: 20 });
    });
    await admin.createTopics({
      waitForLeaders: true,
      topics: [
        { topic: run.spec.topic, numPartitions: PARTITIONS, replicationFactor: 3 },
        { topic: FILLER.topic, numPartitions: FILLER.partitions, replicationFactor: 1 },
      ],
    });
  }, 60_000);
  afterAll(async () => {
    await processor?.stop();
    await admin.disconnect();
    run.remove();
  });

  const offsetsTopic = async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [OFFSETS_TOPIC] });
    return topics[0]!.partitions;
  };

  async function fill(partition: number, partitions: number): Promise<void> {
    const names = Array.from({ length: 1_000 }, (_, index) => `filler-${index}`);
    const groupId = names.find((name) => offsetsPartition(name, partitions) === partition)!;
    const consumer = kafka.consumer({ groupId });
    await consumer.connect();
    await consumer.subscribe({ topics: [FILLER.topic] });
    const joined = new Promise<void>(
      (resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
    );
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await joined;
    for (let commit = 0; commit < FILLER.commits; commit++)
      await consumer.commitOffsets(
        Array.from({ length: FILLER.partitions }, (_, index) => ({
          topic: FILLER.topic,
          partition: index,
          offset: String(commit),
        })),
      );
    await consumer.disconnect();
  }

  /** Asked as the naive variants ask, which wait until the coordinator has loaded the group. */
  async function committed(): Promise<Record<string, string>> {
    const store = groupOffsetStore(admin, run.spec.group, async () => undefined);
    const offsets = await store.load(run.spec.topic, [0, 1]);
    return Object.fromEntries([...offsets].map(([partition, offset]) => [String(partition), String(offset)]));
  }

  test('is found again: offsets are committed to it, and nothing is lost or doubled', async () => {
    const { topic, runId, group } = run.spec;
    const send = (first: number) =>
      sendLines(
        kafka,
        topic,
        runId,
        Array.from({ length: 200 }, () => LINE),
        {
          partitions: PARTITIONS,
          firstSeq: first,
        },
      );
    const running = startProcessor(run, run.specFile(), 'a');
    processor = running;
    await until(() => running.report()?.assigned.length === PARTITIONS, {
      deadlineMs: 60_000,
      what: 'the share',
    });
    await send(0);
    const before = await offsetsTopic();
    const partition = offsetsPartition(group, before.length);
    await fill(partition, before.length);

    const { replicas, leader } = before.find(({ partitionId }) => partitionId === partition)!;
    const next = [...replicas.filter((id) => id !== leader), leader];
    await admin.alterPartitionReassignments({
      topics: [{ topic: OFFSETS_TOPIC, partitionAssignment: [{ partition, replicas: next }] }],
    });
    const moved = async () =>
      (await offsetsTopic()).find(({ partitionId }) => partitionId === partition)!.leader === next[0];
    await until(moved, { deadlineMs: 30_000, everyMs: 50, what: 'the coordinator to move' });

    await send(200);
    const ends = await logEnds(admin, topic);
    await until(async () => JSON.stringify(await committed()) === JSON.stringify(ends), {
      deadlineMs: 40_000,
      everyMs: 200,
      what: 'the offsets to be committed to the new coordinator',
    });
    running.finish(ends);
    await finished(running);
    const [figures] = await queryLake(run.spec.lakeDir, EXACTNESS);
    expect(figures).toMatchObject({ bronze: 400, bronze_ids: 400, silver: 400, silver_ids: 400 });
  }, 180_000);
});
