// Asks the cluster, several times a second, what it is: brokers, leaders, in-sync replicas, first and last offsets, settings of the
// topic, its controller, and toxics on its proxies. An answer that failed is no answer: the reader sees how old the last good one is.
// The one watch for the page, the signals and the scenarios.

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import kafkajs, { type Admin } from 'kafkajs';
import { nodeAnswers } from '../kafka/ask-controller.ts';
import { describePartitions, topicOffsets } from '../kafka/topic.ts';
import type { Cluster } from '../runtime/cluster.ts';
import type { Aged, ClusterFacts, ControllerFacts, DiskFacts } from './snapshot.ts';

export interface ClusterWatch {
  /** The last good answer and when it came; undefined before the first. */
  facts(): Aged<ClusterFacts> | undefined;
  /** undefined where the controller cannot be asked. */
  controller(): ControllerFacts | undefined;
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

async function askCluster(admin: Admin, topic: string): Promise<ClusterFacts> {
  const [cluster, partitions, offsets] = await Promise.all([
    admin.describeCluster(),
    describePartitions(admin, topic),
    topicOffsets(admin, topic, 0).catch(() => []),
  ]);
  return {
    brokers: cluster.brokers.map(({ nodeId }) => nodeId),
    partitions,
    endOffsets: Object.fromEntries(offsets.map(({ partition, high }) => [String(partition), high])),
    startOffsets: Object.fromEntries(offsets.map(({ partition, low }) => [String(partition), low])),
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
  let config: Record<string, string> | undefined;
  let toxics: Record<string, string[]> | undefined;
  let disk: DiskFacts | undefined;
  const controllerPort = cluster?.controllerPort;
  let controller: ControllerFacts | undefined;

  const ends = [
    repeatedly(async () => {
      const asked = topic;
      const value = await askCluster(admin, asked);
      if (asked === topic) facts = { at: Date.now(), value: config ? { ...value, config } : value };
    }, everyMs),
    repeatedly(async () => {
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
  ];

  return {
    facts: () => facts,
    controller: () => controller,
    disk: () => disk,
    toxics: () => toxics,
    follow(next) {
      if (next.topic !== topic) facts = config = undefined;
      ({ topic, dir } = next);
    },
    stop() {
      for (const end of ends) end();
    },
  };
}
