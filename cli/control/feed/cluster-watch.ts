// Asks the cluster, twice a second, what it is: brokers, leaders, in-sync replicas, end offsets, toxics. An answer that
// failed is no answer: the reader sees how old the last good one is.
import type { Admin } from 'kafkajs';
import { describePartitions, endOffsets, type PartitionState } from '../../../pipeline/kafka/topic.ts';
import type { Cluster } from '../../../pipeline/runtime/cluster.ts';

export interface ClusterFacts {
  /** Broker ids that the cluster itself counts as members. */
  brokers: number[];
  partitions: PartitionState[];
  endOffsets: Record<string, string>;
}

export interface ClusterWatch {
  /** The last good answer and when it came; undefined before the first. */
  facts(): { at: number; value: ClusterFacts } | undefined;
  /** Toxics by proxy name; undefined when Toxiproxy did not answer last time. */
  toxics(): Record<string, string[]> | undefined;
  follow(topic: string): void;
  stop(): void;
}

const EVERY_MS = 500;

async function askCluster(admin: Admin, topic: string): Promise<ClusterFacts> {
  const [cluster, partitions, offsets] = await Promise.all([
    admin.describeCluster(),
    describePartitions(admin, topic),
    endOffsets(admin, topic, 0).catch(() => ({})),
  ]);
  return { brokers: cluster.brokers.map(({ nodeId }) => nodeId), partitions, endOffsets: offsets };
}

async function askToxiproxy(url: string): Promise<Record<string, string[]>> {
  const response = await fetch(`${url}/proxies`, { signal: AbortSignal.timeout(1_000) });
  const proxies = (await response.json()) as Record<string, { toxics: { name: string; type: string }[] }>;
  return Object.fromEntries(
    Object.entries(proxies).map(([name, { toxics }]) => [name, toxics.map(({ type }) => type)]),
  );
}

/** Starts asking; `stop` ends it. */
export function watchCluster(cluster: Cluster, admin: Admin, firstTopic: string): ClusterWatch {
  let topic = firstTopic;
  let facts: { at: number; value: ClusterFacts } | undefined;
  let toxics: Record<string, string[]> | undefined;
  let asking = false;
  const ask = async () => {
    if (asking) return;
    asking = true;
    const asked = topic;
    const [clusterAnswer, toxicAnswer] = await Promise.allSettled([
      askCluster(admin, asked),
      askToxiproxy(cluster.toxiproxyUrl),
    ]);
    // A failed answer leaves the last good one with its old time: that is how its age shows.
    if (clusterAnswer.status === 'fulfilled' && asked === topic)
      facts = { at: Date.now(), value: clusterAnswer.value };
    toxics = toxicAnswer.status === 'fulfilled' ? toxicAnswer.value : undefined;
    asking = false;
  };
  const timer = setInterval(() => void ask(), EVERY_MS);
  void ask();
  return {
    facts: () => facts,
    toxics: () => toxics,
    follow(next) {
      if (next !== topic) facts = undefined;
      topic = next;
    },
    stop: () => clearInterval(timer),
  };
}
