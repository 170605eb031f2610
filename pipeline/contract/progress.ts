// What the processes tell control over IPC, several times a second. The pipeline's own counters: good for watching,
// never for verdicts. Everything is JSON-safe; times are ms since the epoch unless named otherwise.

/** One micro-batch of a streaming query, in the shape of Spark's StreamingQueryProgress. */
export interface StreamingQueryProgress {
  /** Stable over restarts. */
  id: string;
  /** New at every start of the query. */
  runId: string;
  name: string;
  /** ISO time of the trigger. */
  timestamp: string;
  batchId: number;
  batchDuration: number;
  numInputRows: number;
  inputRowsPerSecond: number;
  processedRowsPerSecond: number;
  /** ms by phase: triggerExecution, latestOffset, getBatch, addBatch, walCommit … */
  durationMs: Record<string, number>;
  /** avg, max, min event time and the watermark, ISO; absent when there was no row. */
  eventTime: { avg?: string; max?: string; min?: string; watermark?: string };
  stateOperators: {
    operatorName: string;
    numRowsTotal: number;
    numRowsUpdated: number;
    numRowsDroppedByWatermark: number;
    memoryUsedBytes: number;
  }[];
  sources: {
    description: string;
    startOffset: string | null;
    endOffset: string | null;
    latestOffset: string | null;
    numInputRows: number;
    inputRowsPerSecond: number;
    processedRowsPerSecond: number;
  }[];
  sink: { description: string; numOutputRows: number };
}

/** Sent by the source about four times a second. Counts are since its start. */
export interface SourceReport {
  type: 'source';
  at: number;
  runId: string;
  pid: number;
  made: number;
  acked: number;
  failed: number;
  unknown: number;
  droppedAtSource: number;
  /** Events in sends without an answer. */
  openEvents: number;
  /** Open sends, by partition. */
  openSends: number[];
  ackP50Ms: number | null;
  ackP99Ms: number | null;
  /** Mean of the same acknowledgements: the average in which one slow broker hides. */
  ackMeanMs?: number | null;
  /** Per broker id (leader at send time): p99 of ack latency since the last report. */
  ackP99MsByBroker: Record<string, number>;
  targetRatePerSecond: number | null;
  /** Newest event time sent. */
  newestEventTime: number | null;
  ledgerBytes: number;
  rssBytes: number;
  state: 'running' | 'blocked' | 'done';
}

export interface PartitionPosition {
  partition: number;
  /** Next offset to be committed to bronze. */
  position: string;
  /** High watermark minus one batch: log end offset as last fetched. */
  logEndOffset: string | null;
  lagRecords: number | null;
  /** Age of the oldest record not yet in bronze; 0 when there is none. */
  lagMs: number | null;
  newestEventTime: number | null;
  idle: boolean;
}

export interface TableFigures {
  version: number;
  rows: number;
  files: number;
  committedAt: number | null;
  /** Names and types of the columns, as one comparable text. */
  columns?: string;
}

/** What silver did with the rows it read, counted since the start of its process, a whole batch at a time. */
export interface SilverFigures {
  /** Rows taken from bronze. Every one must be accepted, quarantined or repeated; what is none of these is gone. */
  read: number;
  accepted: number;
  quarantined: number;
  /** Rows of an id after its first, left out. */
  repeated: number;
  /** Without deduplication: rows of an id after its first in one batch, kept. */
  doubled: number;
  /** Accepted rows without a value, by column. */
  nulls: Record<string, number>;
  /** Accepted rows by size: index 0 for none, then one place per power of two. */
  bytesLog2: number[];
  /** Accepted rows by class of status: '2' for 200 to 299. */
  statusClasses: Record<string, number>;
  /** Rows by the format they were read in, and what is unusual about it ('json with other fields'); 'none' could not be read. */
  formats: Record<string, number>;
  /** Accepted rows looked at for their paths, a hundred at a time, and how many different ones each hundred had, summed. */
  paths: { sampled: number; different: number };
}

/** Sent by each processor about four times a second. */
export interface ProcessorReport {
  type: 'processor';
  at: number;
  runId: string;
  pid: number;
  name: string;
  /** Partitions assigned to it now; the one that holds partition 0 owns silver and gold. */
  assigned: number[];
  partitions: PartitionPosition[];
  /** Taken from Kafka and not yet in a batch; null: this engine does not tell. */
  bufferedRecords: number | null;
  bufferedBytes: number | null;
  eventTimeWatermark: number | null;
  /** Rows in the table by this process's knowledge, newest version, time of the newest commit. */
  tables: Record<string, TableFigures>;
  /** Since start of this process. */
  lateDropped: number;
  /** Absent until this process has committed to silver. */
  silver?: SilverFigures;
  deduplicated: number;
  revisedWindows: number;
  /** produced (Kafka CreateTime) → visible, for the events of the last report interval (Spark, whose batches are longer: of the last 5 s). */
  latencyMs: { bronze: Quantiles | null; silver: Quantiles | null; gold: Quantiles | null };
  /** null: not known yet. */
  openWindows: number | null;
  finalBefore: number | null;
  rssBytes: number;
  /** Data files whose bytes are not what was written, and those of them made anew, since the start. */
  integrity?: { damagedFiles: number; rebuiltFiles: number };
  /** Writes the lake's storage failed since the start, and the slowest since the last report, ms. */
  storage?: { failedWrites: number; slowestWriteMs: number };
  state: 'joining' | 'running' | 'stopped' | 'finished';
}
export interface Quantiles {
  p50: number;
  p99: number;
  max: number;
  count: number;
}

export interface QueryProgressMessage {
  type: 'query';
  runId: string;
  processor: string;
  progress: StreamingQueryProgress;
}

/** A child's last words before it exits by itself. */
export interface FatalMessage {
  type: 'fatal';
  code: string;
  message: string;
  hint: string | null;
  context: Record<string, unknown>;
}
/** A process is on its way to its work, which takes a while: what it does now. */
export interface StepMessage {
  type: 'step';
  says: string;
}
export interface ReadyMessage {
  type: 'ready';
  pid: number;
}
/** A change worth a line in the journal (schema evolved, version raised, …). */
export interface ChangeMessage {
  type: 'change';
  change: import('./journal.ts').Change;
}

export type FromChild =
  | SourceReport
  | ProcessorReport
  | QueryProgressMessage
  | FatalMessage
  | ReadyMessage
  | StepMessage
  | ChangeMessage;

/** What control tells a child. */
export type ToChild =
  | { type: 'stop' }
  /** Source only. */
  | { type: 'set-rate'; ratePerSecond: number | null }
  /** Processor only: the input has ended at these offsets (next offset per partition); make every window final and say `finished`. */
  | { type: 'finish'; endOffsets: Record<string, string> };
