// The one description of what the dashboard's server says and accepts: requests, responses, stream messages, as zod
// schemas shared by both sides. The page imports only types from here, so zod never reaches the browser.
// A value that is not known is null; it must never be 0 or the last one seen. Times are ms since the epoch by control's clock.
// This file holds the state and its stream; reports, answers and the other views' requests stand in contract/, a file each.
import { z } from 'zod';
import { processorReportSchema, queryProgressSchema, sourceReportSchema } from './contract/reports.ts';
import { jobSchema } from './contract/scenarios.ts';

const time = z.number();
const timeOrNull = time.nullable();
const count = z.number().int();
const numberOrNull = z.number().nullable();

// --- parts -----------------------------------------------------------------------------------------------------

/** `missing`: it should be there and says nothing. `down`: known to be dead. `paused`: alive and stopped (SIGSTOP). */
export const partStateSchema = z.enum(['up', 'starting', 'down', 'paused', 'missing', 'stopped', 'finished']);
export type PartState = z.infer<typeof partStateSchema>;

/** What every supervised part has. `reportedAt` is when control last heard of it, by control's own clock. */
const part = { state: partStateSchema, since: timeOrNull, reportedAt: timeOrNull };

export const sourceSchema = z.object({
  ...part,
  report: sourceReportSchema.nullable(),
  /** Over the last second or so. */
  madePerSecond: numberOrNull,
  ackedPerSecond: numberOrNull,
});

export const proxySchema = z.object({
  ...part,
  brokerId: count,
  /** Names of the toxics on it now; empty when it is clean. */
  toxics: z.array(z.string()),
});

export const controllerSchema = z.object({ ...part, id: count });

export const brokerSchema = z.object({
  ...part,
  id: count,
  pid: count.nullable(),
});

/** The topic as the cluster describes it (not as anybody remembers it). */
export const topicSchema = z.object({
  name: z.string(),
  minInsyncReplicas: count.nullable(),
  /** When the cluster was last asked with success. */
  reportedAt: timeOrNull,
  /** When the question was sent that the offsets answer; they may be older than the rest. Absent in older recordings. */
  offsetsAskedAt: timeOrNull.optional(),
  partitions: z.array(
    z.object({
      partition: count,
      leader: count.nullable(),
      replicas: z.array(count),
      isr: z.array(count),
      logEndOffset: z.string().nullable(),
      /** Records that came in, and records read by the processors, over the last second or so. */
      inPerSecond: numberOrNull,
      outPerSecond: numberOrNull,
    }),
  ),
});

export const processorSchema = z.object({
  ...part,
  name: z.string(),
  report: processorReportSchema.nullable(),
  rowsPerSecond: numberOrNull,
  /** Newest progress by query name (bronze, silver, gold …). */
  queries: z.record(z.string(), queryProgressSchema),
});
export type Processor = z.infer<typeof processorSchema>;

export const tableSchema = z.object({
  name: z.string(),
  version: count.nullable(),
  rows: count.nullable(),
  files: count.nullable(),
  committedAt: timeOrNull,
  /** How far the newest event in the table stands behind now. */
  freshnessMs: numberOrNull,
  rowsPerSecond: numberOrNull,
});
export type Table = z.infer<typeof tableSchema>;

// --- truth -----------------------------------------------------------------------------------------------------

/** One window of gold.traffic beside the ledger's truth for it. `shown` null: gold has no row; `truth` null: not known. */
export const windowSchema = z.object({
  start: time,
  shown: z.object({ requests: count, isFinal: z.boolean() }).nullable(),
  truth: z.object({ requests: count }).nullable(),
  lateDropped: count.nullable(),
  lost: count.nullable(),
  quarantined: count.nullable(),
});
export type GoldWindow = z.infer<typeof windowSchema>;

export const faultSchema = z.object({
  id: z.string(),
  /** What was done, in two words: `SIGKILL`, `latency 800 ms`. */
  label: z.string(),
  /** What it acts on: a part, by kind and (broker, proxy, processor, table) name. */
  target: z.object({
    kind: z.enum(['source', 'broker', 'proxy', 'controller', 'processor', 'table', 'lake', 'topic']),
    name: z.string().nullable(),
  }),
  since: time,
  /** When it is planned to end; null when it ends by hand or on a condition. */
  until: timeOrNull,
  /** When it did end; null while it is live. */
  endedAt: timeOrNull,
});
export type Fault = z.infer<typeof faultSchema>;

export const truthSchema = z.object({
  at: time,
  windowMs: z.number().positive(),
  windows: z.array(windowSchema),
  faults: z.array(faultSchema),
});
export type Truth = z.infer<typeof truthSchema>;

/** Events of one window that gold does not show as the ledger knows them; at most 20, worst first. */
export const windowDetailSchema = z.object({
  window: windowSchema,
  examples: z.array(
    z.object({
      eventId: z.string(),
      fate: z.enum(['lost', 'late-dropped', 'quarantined', 'on-its-way', 'duplicate', 'corrupt']),
      eventTime: timeOrNull,
      partition: count.nullable(),
      offset: z.string().nullable(),
    }),
  ),
});
export type WindowDetail = z.infer<typeof windowDetailSchema>;

// --- the whole -------------------------------------------------------------------------------------------------

export const signalSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['warning', 'critical']),
  /** `missing`: its input is not known, so neither silence nor alarm means anything. */
  state: z.enum(['quiet', 'firing', 'missing']),
  /** When it fired, newest last; `to` null while it fires. */
  spans: z.array(z.object({ from: time, to: timeOrNull })),
  /** What it sees now, in words: `2 of 3 in sync`. */
  message: z.string().nullable(),
});
export type Signal = z.infer<typeof signalSchema>;

export const ledgerSchema = z.object({
  made: count.nullable(),
  acked: count.nullable(),
  unknown: count.nullable(),
  failed: count.nullable(),
  /** Acked and not yet seen in bronze: on their way, or lost. */
  unaccounted: count.nullable(),
  /** By identity, so far; null when not yet judged. */
  lost: count.nullable(),
  duplicated: count.nullable(),
  corrupt: count.nullable(),
  lateDropped: count.nullable(),
  /** Id of the first event that is lost, doubled or corrupt. */
  firstExample: z.string().nullable(),
  /** When ledger and lake were last compared. */
  reportedAt: timeOrNull,
});

export const runSchema = z.object({
  id: z.string(),
  kind: z.enum(['lab', 'drain', 'scenario']),
  scenario: z.string().nullable(),
  variant: z.string().nullable(),
  seed: z.number(),
  startedAt: time,
  /** Name of the phase it is in; null for a lab, which has none. */
  phase: z.string().nullable(),
  phases: z.array(z.object({ name: z.string(), startedAt: timeOrNull, endedAt: timeOrNull })),
  verdict: z
    .object({
      outcome: z.enum(['held', 'broken', 'inconclusive']),
      asExpected: z.boolean().nullable(),
      /** One sentence each, worst first. */
      findings: z.array(z.string()),
    })
    .nullable(),
});
export type Run = z.infer<typeof runSchema>;

/** All that Flow shows, at one moment. */
export const labStateSchema = z.object({
  at: time,
  lab: z.object({
    version: z.string(),
    runtime: z.enum(['embedded', 'docker']),
    engine: z.enum(['duckdb', 'spark']),
    startedAt: time,
  }),
  run: runSchema.nullable(),
  /** The long work it does now or did last; null when there was none. */
  job: jobSchema.nullable(),
  faults: z.array(faultSchema),
  source: sourceSchema,
  proxies: z.array(proxySchema),
  controller: controllerSchema,
  brokers: z.array(brokerSchema),
  topic: topicSchema,
  processors: z.array(processorSchema),
  tables: z.array(tableSchema),
  quarantine: z.object({
    /** Share of all rows judged by silver, 0 to 1. */
    share: numberOrNull,
    reasons: z.array(z.object({ reason: z.string(), rows: count })),
  }),
  gold: z.object({
    windowMs: z.number().positive(),
    openWindows: count.nullable(),
    finalBefore: timeOrNull,
    /** The newest windows, oldest first; at most 120. */
    windows: z.array(windowSchema),
  }),
  signals: z.array(signalSchema),
  ledger: ledgerSchema,
});
export type LabState = z.infer<typeof labStateSchema>;

// --- stream ----------------------------------------------------------------------------------------------------

/** One place in LabState and its new value. */
export const changeSchema = z.tuple([z.array(z.union([z.string(), z.number()])), z.unknown()]);
export type StateChange = z.infer<typeof changeSchema>;

/**
 * `full` first and after every gap, then `delta` with the next `seq`; `beat` when nothing has changed. A recording's stream also carries
 * the player's own messages (contract/player.ts), which have no `seq`.
 */
export const streamMessageSchema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('full'), seq: count, at: time, state: labStateSchema }),
  z.object({
    t: z.literal('delta'),
    seq: count,
    at: time,
    set: z.array(changeSchema),
    unset: z.array(z.array(z.union([z.string(), z.number()]))),
  }),
  z.object({ t: z.literal('beat'), seq: count, at: time }),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;

// --- requests and answers of who watches -----------------------------------------------------------------------

export const healthSchema = z.object({
  ok: z.literal(true),
  version: z.string(),
  at: time,
  /** Age of the newest state, ms. */
  stateAgeMs: z.number(),
  streams: count,
  /** Bytes that wait in the socket of the slowest stream. */
  slowestStreamBytes: z.number(),
});

export const rateRequestSchema = z.strictObject({
  /** Events per second; null as fast as possible. */
  ratePerSecond: z.number().min(1).max(1_000_000).nullable(),
});

export const windowParamsSchema = z.strictObject({ start: z.coerce.number().int().min(0) });
