// Which broker leads which partition, asked every few seconds, so that latencies can be told apart by broker. For watching only: a
// broker that cannot be asked leaves the last answer standing.
import type { Admin } from 'kafkajs';
import { describePartitions } from '../kafka/topic.ts';
import type { Tally } from './tally.ts';

/** Keeps `tally.leaders` fresh; returns the function that ends it. */
export function watchLeaders(admin: Admin, topic: string, everyMs: number, tally: Tally): () => void {
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      const partitions = await describePartitions(admin, topic);
      tally.leaders = new Map(partitions.map(({ partition, leader }) => [partition, leader ?? -1]));
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
