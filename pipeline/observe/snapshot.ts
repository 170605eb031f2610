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
  endOffsets: Record<string, string>;
}

export interface MetricSnapshot {
  at: number;
  expected: { brokers: number[]; processors: string[]; source: boolean; minInsyncReplicas: number };
  source: Aged<SourceReport> | null;
  processors: Readonly<Record<string, Aged<ProcessorReport>>>;
  cluster: Aged<ClusterFacts> | null;
}
