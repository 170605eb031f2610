// A quiet kafkajs on a test cluster, for the few questions runtime tests ask it. Not the product's client.
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { effectiveTopic, knownPartitions } from '../../pipeline/kafka/topic.ts';

/** A client that retries for about ten seconds and logs nothing. */
export function testKafka(bootstrap: string[]): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers: bootstrap,
    logLevel: logLevel.NOTHING,
    retry: { retries: 12, initialRetryTime: 100, maxRetryTime: 2000 },
  });
}

/** Runs with a connected admin client, and disconnects it. */
export async function withAdmin<T>(bootstrap: string[], use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = testKafka(bootstrap).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Makes a topic with the cluster's own settings: the replicas of each partition, and what the cluster applies as min.insync.replicas. */
export function topicWithoutSettings(
  bootstrap: string[],
  topic: string,
): Promise<{ replicas: number[]; minIsr: string | undefined }> {
  return withAdmin(bootstrap, async (admin) => {
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: -1, replicationFactor: -1 }],
    });
    // Both wait until the broker that is asked has heard of the topic.
    const { config } = await effectiveTopic(admin, topic);
    const partitions = await knownPartitions(admin, topic);
    return {
      replicas: partitions.map(({ replicas }) => replicas.length),
      minIsr: config['min.insync.replicas'],
    };
  });
}
