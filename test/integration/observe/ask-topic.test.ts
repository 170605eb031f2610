import { describe, expect, it } from 'vitest';
import { EVENT_ID_HEADER } from '../../../pipeline/contract/event.ts';
import { askTopicAt } from '../../../pipeline/observe/trace/ask-topic.ts';
import { useCluster } from '../../helpers/cluster.ts';
import { testKafka, withAdmin } from '../../helpers/kafka-admin.ts';

describe('what a topic says of one event', () => {
  const lab = useCluster();
  const topic = 'asked';
  const ids = ['r1-0', 'r1-1', 'r1-2', 'r1-3'];

  it('finds it at its offset or without one, and tells every way of being absent apart', async () => {
    const { bootstrap } = lab.cluster;
    const kafka = testKafka(bootstrap);
    await withAdmin(bootstrap, (admin) => admin.createTopics({ topics: [{ topic, numPartitions: 2 }] }));
    const producer = kafka.producer();
    await producer.connect();
    const messages = ids.map((id) => ({ partition: 1, value: 'x', headers: { [EVENT_ID_HEADER]: id } }));
    await producer.send({ topic, messages, acks: -1 });
    await producer.disconnect();
    const ask = askTopicAt(bootstrap);
    expect(await ask(topic, 1, 2, 'r1-2')).toBe('present');
    expect(await ask(topic, 1, 2, 'r1-9')).toBe('other');
    expect(await ask(topic, 1, 4, 'r1-4')).toBe('beyond');
    expect(await ask(topic, 1, null, 'r1-3')).toBe('present');
    expect(await ask(topic, 1, null, 'r1-9')).toBe('missing');
    expect(await ask(topic, 0, null, 'r1-9')).toBe('missing');
    await withAdmin(bootstrap, async (admin) => {
      await admin.fetchTopicOffsets(topic); // kafkajs deletes only from topics it has looked up before
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 1, offset: '2' }] });
    });
    expect(await ask(topic, 1, 1, 'r1-1')).toBe('deleted');
    expect(await ask(topic, 1, null, 'r1-1')).toBe('deleted');
    expect(await ask('nowhere', 0, 0, 'r1-0')).toBe('gone');
  });

  it('answers nothing, and soon, when no cluster is there', async () => {
    const startedAt = performance.now();
    expect(await askTopicAt(['127.0.0.1:1'])(topic, 0, 0, 'r1-0')).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
