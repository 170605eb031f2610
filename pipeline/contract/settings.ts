// Everything a learner may turn, as one schema: `pipeline.yaml` is checked against it, and every default is the hardened value.
// A protection that cannot be switched off cannot be shown to matter, so each one is a setting here.
import { z } from 'zod';

const ms = z.number().int().min(0);
const count = z.number().int().min(1);

const topic = z.strictObject({
  partitions: count.max(1000).default(6),
  replicationFactor: count.max(3).default(3),
  minInsyncReplicas: count.max(3).default(2),
  retentionMs: ms.nullable().default(null),
  retentionBytes: count.nullable().default(null),
  segmentMs: ms.nullable().default(null),
  maxMessageBytes: count.default(2_097_152),
  uncleanLeaderElection: z.boolean().default(false),
});

const producer = z.strictObject({
  acks: z.enum(['all', 'leader', 'none']).default('all'),
  idempotent: z.boolean().default(true),
  sendGrouping: z.enum(['one-partition', 'many-partitions']).default('one-partition'),
  unfinishedSendsPerPartition: count.max(64).default(1),
  afterRejectedSend: z.enum(['new-producer', 'keep-producer']).default('new-producer'),
  unknownOutcome: z.enum(['resolve', 'give-up', 'resend']).default('resolve'),
  bufferPolicy: z.enum(['back-pressure', 'drop']).default('back-pressure'),
  bufferEvents: count.default(60_000),
  batchEvents: count.default(2_000),
  lingerMs: ms.default(20),
  requestTimeoutMs: count.default(10_000),
  enforceRequestTimeout: z.boolean().default(true),
  retries: z.number().int().min(0).default(40),
  retryBackoffMs: count.default(200),
  deliveryTimeoutMs: count.default(120_000),
  metadataMaxAgeMs: count.default(5_000),
  key: z.enum(['salted-host', 'host', 'none']).default('salted-host'),
  resumeFrom: z.enum(['ledger', 'memory']).default('ledger'),
});

const consumer = z.strictObject({
  sessionTimeoutMs: count.default(10_000),
  heartbeatIntervalMs: count.default(1_000),
  heartbeatWhileWaiting: z.boolean().default(true),
  offsetStore: z.enum(['delta', 'kafka', 'kafka-first']).default('delta'),
  handOff: z.enum(['synchronous', 'queue']).default('synchronous'),
  autoCommitIntervalMs: count.default(1_000),
  startFrom: z.enum(['earliest', 'latest']).default('earliest'),
  outOfRange: z.enum(['stop', 'earliest', 'latest']).default('stop'),
  requestTimeoutMs: count.default(10_000),
  enforceRequestTimeout: z.boolean().default(true),
  metadataMaxAgeMs: count.default(5_000),
  fetchMaxBytes: count.default(8_388_608),
  fetchMaxWaitMs: count.default(100),
});

const stream = z.strictObject({
  triggerMs: ms.default(500),
  maxBatchEvents: count.default(100_000),
  adaptiveBatch: z.boolean().default(true),
  fixedBatchEvents: count.default(500),
  bufferEvents: count.default(200_000),
  bufferPolicy: z.enum(['back-pressure', 'unbounded']).default('back-pressure'),
  windowMs: count.default(10_000),
  windowTime: z.enum(['event-time', 'processing-time']).default('event-time'),
  allowedLatenessMs: ms.default(10_000),
  idlePartitionMs: ms.nullable().default(5_000),
  dedup: z.boolean().default(true),
  dedupHorizonMs: ms.default(60_000),
});

const silver = z.strictObject({
  parser: z.enum(['versioned', 'lenient', 'clf-only', 'strict']).default('versioned'),
  /** Sizes in JSON lines: in the unit the line declares, or (naive) whatever number stands there is taken for bytes. */
  byteUnit: z.enum(['declared', 'assumed']).default('declared'),
  poison: z.enum(['quarantine', 'stop', 'drop']).default('quarantine'),
  timeBounds: z.enum(['quarantine', 'off']).default('quarantine'),
  maxAheadMs: ms.default(60_000),
  maxBehindMs: ms.default(3_600_000),
  originalFrom: z.string().default('1995-01-01T00:00:00Z'),
  originalTo: z.string().default('1996-01-01T00:00:00Z'),
  pathsTopN: count.nullable().default(500),
  /** SQL over silver's columns: gold counts only the rows for which it holds; null counts all. A user's own, and as right as they wrote it. */
  goldFilter: z.string().nullable().default(null),
});

const lake = z.strictObject({
  commitMode: z.enum(['put-if-absent', 'overwrite']).default('put-if-absent'),
  positionCheck: z.enum(['equal', 'off']).default('equal'),
  publish: z.enum(['temporary-then-rename', 'in-place']).default('temporary-then-rename'),
  fsync: z.boolean().default(false),
  checksum: z.boolean().default(true),
  layerContract: z.enum(['refuse', 'warn', 'off', 'exact']).default('refuse'),
  checkpointEveryCommits: count.default(100),
  compaction: z.boolean().default(true),
  compactAfterFiles: count.default(200),
  vacuum: z.boolean().default(true),
  vacuumRetentionMs: ms.default(600_000),
});

const processor = z.strictObject({
  processes: count.max(16).default(1),
  memoryLimitMb: count.nullable().default(512),
  threads: count.max(64).default(1),
  reportEveryMs: count.default(250),
  restart: z.boolean().default(true),
});

const startup = z.strictObject({
  /** What to do when the topic's effective settings do not protect the data. */
  topicContract: z.enum(['refuse', 'warn', 'off']).default('refuse'),
});

const observe = z.strictObject({
  /** What "well" means: no signal fires, or (naive) every process is alive. */
  health: z.enum(['signals', 'processes']).default('signals'),
  /** Lag from the end of the log as the cluster tells it now, or (naive) as the consumer's last report told it, however old. */
  lagFrom: z.enum(['end-offset', 'last-report']).default('end-offset'),
  /** A report older than two seconds is missing and its values unknown, or (naive) its last values are shown for ever. */
  whenMissing: z.enum(['missing', 'last-value']).default('missing'),
  /** Latency of every broker, or (naive) the average over all. */
  perBroker: z.boolean().default(true),
  /** Whether the cluster's controller is asked for a sign of life. */
  watchController: z.boolean().default(true),
  /** Who is asked for a cause: the chain of links (`why`), or (naive) the list of living processes. */
  diagnosis: z.enum(['chain', 'process-state']).default('chain'),
  /** Whether a deployment on the way stands in the journal of changes that `why changed` reads. */
  changeJournal: z.boolean().default(true),
});

const signals = z
  .record(z.string(), z.record(z.string(), z.union([z.number(), z.boolean(), z.null()])))
  .default({});

/** `pipeline.yaml` after defaults. */
export const settingsSchema = z.strictObject({
  topic: topic.prefault({}),
  producer: producer.prefault({}),
  consumer: consumer.prefault({}),
  stream: stream.prefault({}),
  silver: silver.prefault({}),
  lake: lake.prefault({}),
  processor: processor.prefault({}),
  startup: startup.prefault({}),
  observe: observe.prefault({}),
  /** Thresholds of signals by signal id; each signal file names and defaults its own. */
  signals,
});

export type Settings = z.infer<typeof settingsSchema>;

/** The hardened defaults. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
