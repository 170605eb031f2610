// What control knows at one moment, as the signals see it: latest reports with the time they came, what the cluster says of itself,
// and what ought to be there. Never anything of the ledger. An answer that is missing is null, never zero.
import type { ProcessorReport, SourceReport } from '../contract/progress.ts';

export interface Aged<T> {
  /** When it arrived, ms since the epoch. */
  at: number;
  value: T;
}

export interface PartitionFacts {
  partition: number;
  /** null: offline. */
  leader: number | null;
  replicas: number[];
  isr: number[];
}

export interface ClusterFacts {
  /** Broker ids the cluster counts as members. */
  brokers: number[];
  partitions: PartitionFacts[];
  /** Next offset (high watermark) by partition; a partition that could not be asked is absent. */
  endOffsets: Record<string, string>;
  /** Oldest offset still in the log, by partition. */
  startOffsets?: Record<string, string>;
  /** When the question was sent that the offsets answer, ms since the epoch: they are asked apart from the rest, and may be older. */
  offsetsAskedAt?: number;
  /** Effective settings of the topic as last read; absent while unknown. */
  config?: Readonly<Record<string, string>>;
}

/** Signs of life of the cluster's controller, asked for at its own port. (A KRaft broker names another broker when asked for it.) */
export interface ControllerFacts {
  askedAt: number;
  /** null: never since the watch began. */
  answeredAt: number | null;
}

/** Whether each broker answers where clients go for it, by broker id. The cluster may see a broker well that no client reaches. */
export type ReachFacts = Readonly<Record<string, ControllerFacts>>;

/** What the operating system knows of a process of the lab: it lives, or not. Says nothing of its work. */
export interface ProcessFacts {
  name: string;
  alive: boolean;
  /** When that began to be so, ms since the epoch; absent where it is not known. */
  since?: number;
}

export interface DiskFacts {
  freeBytes: number;
  totalBytes: number;
}

/** What ought to be there. */
export interface Expected {
  brokers: number[];
  processors: string[];
  source: boolean;
  minInsyncReplicas: number;
  /** The event time of an event made at this moment, ms; null when a log keeps its own times. */
  eventTimeMs: number | null;
}

export interface MetricSnapshot {
  at: number;
  expected: Expected;
  source: Aged<SourceReport> | null;
  processors: Readonly<Record<string, Aged<ProcessorReport>>>;
  cluster: Aged<ClusterFacts> | null;
  /** null: it is not asked. */
  controller: ControllerFacts | null;
  /** Absent where brokers are not asked one by one. */
  reach?: ReachFacts;
  processes: ProcessFacts[];
  /** The file system under the lake; null while unknown. */
  disk: DiskFacts | null;
}
