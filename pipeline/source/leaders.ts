// Which broker leads which partition, asked every few seconds, so that latencies can be told apart by broker. For watching only: a
// broker that cannot be asked leaves the last answer standing.
import type { Admin } from 'kafkajs';
import type { Tally } from './tally.ts';

/** Leader of every partition of a topic (-1 while it has none), by partition. */
export async function partitionLeaders(admin: Admin, topic: string): Promise<Map<number, number>> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  return new Map(topics[0]?.partitions.map(({ partitionId, leader }) => [partitionId, leader]));
}

/** Keeps `tally.leaders` fresh; returns the function that ends it. */
export function watchLeaders(admin: Admin, topic: string, everyMs: number, tally: Tally): () => void {
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      tally.leaders = await partitionLeaders(admin, topic);
    } catch {
      // The last known leaders stay: this is a label on a latency, nothing depends on it.
    } finally {
      asking = false;
    }
  };
  void ask();
  const timer = setInterval(() => void ask(), everyMs);
  return () => clearInterval(timer);
}
