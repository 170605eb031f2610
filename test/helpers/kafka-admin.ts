// A quiet kafkajs on a test cluster, for the few questions runtime tests ask it. Not the product's client.
import { type Admin, Kafka, logLevel } from 'kafkajs';

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
