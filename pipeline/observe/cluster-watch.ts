// Asks the cluster, several times a second, what it is: brokers, leaders, in-sync replicas, first and last offsets, settings of the
// topic, its controller, and toxics on its proxies. An answer that failed is no answer: the reader sees how old the last good one is.
// The one watch for the page, the signals and the scenarios.

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import kafkajs, { type Admin } from 'kafkajs';
import { nodeAnswers } from '../kafka/ask-controller.ts';
import { askMetadata } from '../kafka/ask-metadata.ts';
import { describePartitions, topicOffsets } from '../kafka/topic.ts';
import type { Cluster } from '../runtime/cluster.ts';
import type { Aged, ClusterFacts, ControllerFacts, DiskFacts, ReachFacts } from './snapshot.ts';

export interface ClusterWatch {
  /** The last good answer and when it came; undefined before the first. */
  facts(): Aged<ClusterFacts> | undefined;
  /** undefined where the controller cannot be asked. */
  controller(): ControllerFacts | undefined;
  /** Signs of life of every broker at the address clients go to; empty where there is no cluster to ask. */
  reach(): ReachFacts;
  /** The file system under `dir`; undefined while unknown. */
  disk(): DiskFacts | undefined;
  /** Toxics by proxy name; undefined when Toxiproxy did not answer last time. */
  toxics(): Record<string, string[]> | undefined;
  /** Watches another topic, and the disk under another folder, from now on. */
  follow(subject: WatchedSubject): void;
  stop(): void;
}

export interface WatchedSubject {
  topic: string;
  /** Absolute; a folder that need not exist yet. */
  dir?: string;
}

export interface ClusterWatchOptions {
  admin: Admin;
  /** Without it neither controller nor toxics are asked for. */
  cluster?: Cluster | undefined;
  subject: WatchedSubject;
  everyMs?: number;
}

const EVERY_MS = 250;
/** Settings, disk and toxics change seldom. */
const SLOWLY_MS = 1_000;
const ANSWER_WITHIN_MS = 1_000;
/** A slow broker is not an unreachable one. */
const REACH_WITHIN_MS = 2_500;
/** Offsets older than this are not known. */
const ENDS_FRESH_MS = 2_000;

interface TopicEnds {
  askedAt: number;
  at: number;
  end: Record<string, string>;
  start: Record<string, string>;
}

/** Members, leaders and in-sync replicas; from any broker at once where their addresses are known. */
async function askCluster(
  admin: Admin,
  cluster: Cluster | undefined,
  topic: string,
): Promise<Pick<ClusterFacts, 'brokers' | 'partitions'>> {
  if (cluster !== undefined) return askMetadata(cluster.bootstrap, topic, ANSWER_WITHIN_MS);
  const [{ brokers }, partitions] = await Promise.all([
    admin.describeCluster(),
    describePartitions(admin, topic),
  ]);
  return { brokers: brokers.map(({ nodeId }) => nodeId), partitions };
}

async function askEnds(admin: Admin, topic: string): Promise<TopicEnds> {
  const askedAt = Date.now();
  const offsets = await topicOffsets(admin, topic, 0);
  return {
    askedAt,
    at: Date.now(),
    end: Object.fromEntries(offsets.map(({ partition, high }) => [String(partition), high])),
    start: Object.fromEntries(offsets.map(({ partition, low }) => [String(partition), low])),
  };
}

async function askTopicSettings(admin: Admin, topic: string): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources[0]?.configEntries ?? [];
  return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
}

async function askToxiproxy(url: string): Promise<Record<string, string[]>> {
  const response = await fetch(`${url}/proxies`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const proxies = (await response.json()) as Record<string, { toxics: { name: string; type: string }[] }>;
  return Object.fromEntries(
    Object.entries(proxies).map(([name, { toxics }]) => [name, toxics.map(({ type }) => type)]),
  );
}

/** The file system a folder is on, or will be on. */
async function askDisk(dir: string): Promise<DiskFacts> {
  try {
    const { bavail, blocks, bsize } = await statfs(dir);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(dir) === dir) throw error;
    return askDisk(dirname(dir));
  }
}

/** Calls `ask` every `everyMs`, never twice at a time; what it throws is no answer. Returns the function that ends it. */
function repeatedly(ask: () => Promise<void>, everyMs: number): () => void {
  let asking = false;
  const once = () => {
    if (asking) return;
    asking = true;
    ask()
      .catch(() => undefined) // The last good answer keeps its old time: that is how its age shows.
      .finally(() => {
        asking = false;
      });
  };
  const timer = setInterval(once, everyMs);
  once();
  return () => clearInterval(timer);
}

/** Starts asking; `stop` ends it. */
export function watchCluster({
  admin,
  cluster,
  subject,
  everyMs = EVERY_MS,
}: ClusterWatchOptions): ClusterWatch {
  let { topic, dir } = subject;
  let facts: Aged<ClusterFacts> | undefined;
  let ends: TopicEnds | undefined;
  let config: Record<string, string> | undefined;
  let toxics: Record<string, string[]> | undefined;
  let disk: DiskFacts | undefined;
  const controllerPort = cluster?.controllerPort;
  let controller: ControllerFacts | undefined;
  const reach: Record<string, ControllerFacts> = {};

  // kafkajs goes on asking for a topic once it was asked for its offsets: when nobody knows it, whatever else the same admin is asked
  // meanwhile (to make a topic, say) fails with it.
  const isThere = () => (facts?.value.partitions.length ?? 0) > 0;

  const endings = [
    // Apart from the offsets: those of a partition without a leader keep kafkajs asking for seconds.
    repeatedly(async () => {
      const asked = topic;
      const known = await askCluster(admin, cluster, asked);
      if (asked !== topic) return;
      const at = Date.now();
      const offsets =
        ends && at - ends.at <= ENDS_FRESH_MS
          ? { endOffsets: ends.end, startOffsets: ends.start, offsetsAskedAt: ends.askedAt }
          : { endOffsets: {}, startOffsets: {} };
      const value = { ...known, ...offsets };
      facts = { at, value: config ? { ...value, config } : value };
    }, everyMs),
    repeatedly(async () => {
      if (!isThere()) return;
      const asked = topic;
      // kafkajs keeps a topic it has been asked for, and one that nobody knows then fails whatever else this client does.
      const partitions = facts?.value.partitions ?? [];
      if (partitions.length === 0 || partitions.some(({ leader }) => leader === null)) return;
      const answer = await askEnds(admin, asked);
      if (asked === topic) ends = answer;
    }, everyMs),
    repeatedly(async () => {
      if (!isThere()) return;
      const asked = topic;
      const answer = await askTopicSettings(admin, asked);
      if (asked === topic) config = answer;
    }, SLOWLY_MS),
    repeatedly(async () => {
      disk = dir === undefined ? undefined : await askDisk(dir);
    }, SLOWLY_MS),
    repeatedly(async () => {
      if (cluster === undefined) return;
      toxics = await askToxiproxy(cluster.toxiproxyUrl).catch(() => undefined);
    }, everyMs * 2),
    repeatedly(async () => {
      if (controllerPort === undefined) return;
      const askedAt = Date.now();
      const answers = await nodeAnswers(controllerPort, ANSWER_WITHIN_MS);
      controller = { askedAt, answeredAt: answers ? Date.now() : (controller?.answeredAt ?? null) };
    }, everyMs * 2),
    ...(cluster?.brokers ?? []).map(({ id, proxyPort }) =>
      repeatedly(async () => {
        const askedAt = Date.now();
        const answers = await nodeAnswers(proxyPort, REACH_WITHIN_MS);
        reach[id] = { askedAt, answeredAt: answers ? Date.now() : (reach[id]?.answeredAt ?? null) };
      }, everyMs * 2),
    ),
  ];

  return {
    facts: () => facts,
    controller: () => controller,
    reach: () => ({ ...reach }),
    disk: () => disk,
    toxics: () => toxics,
    follow(next) {
      if (next.topic !== topic) facts = config = ends = undefined;
      ({ topic, dir } = next);
    },
    stop() {
      for (const end of endings) end();
    },
  };
}
