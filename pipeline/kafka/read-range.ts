// Reads a stretch of one partition's log, once. kafkajs reads in consumer groups only, so every use has a group of its own that
// commits nothing; whoever calls gives it a name that nobody else has.
import type { EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { LakequakeError } from '../contract/errors.ts';

export interface Range {
  topic: string;
  partition: number;
  from: bigint;
  /** First offset that is not read any more; at most the high watermark, or the reading waits for it until the deadline. */
  to: bigint;
  deadlineMs: number;
}

/** Hands over every record of the range in order. Throws `deadline-passed`. */
export async function readRange(
  kafka: Kafka,
  groupId: string,
  { topic, partition, from, to, deadlineMs }: Range,
  take: (message: KafkaMessage) => void,
): Promise<void> {
  if (from >= to) return;
  const consumer = kafka.consumer({ groupId, sessionTimeout: 10_000, maxWaitTimeInMs: 100 });
  const takeAll = ({ batch }: EachBatchPayload): boolean => {
    if (batch.partition !== partition) return false;
    for (const message of batch.messages) take(message);
    return BigInt(batch.lastOffset()) + 1n >= to;
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const late = new LakequakeError(
        'deadline-passed',
        `partition ${partition} could not be read back in ${deadlineMs} ms`,
      );
      const timer = setTimeout(() => reject(late), deadlineMs);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      consumer.on(consumer.events.GROUP_JOIN, () => {
        consumer.seek({ topic, partition, offset: from.toString() });
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => !payload.restart && reject(payload.error));
      consumer
        .run({ autoCommit: false, eachBatch: async (payload) => void (takeAll(payload) && done()) })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}
