// What a part of the benchmark gets and what it gives back. A part measures and compares; it prints nothing and decides no exit code.
// A figure that could not be had is a row without runs and with a reason, never a guess.
import type { Admin } from 'kafkajs';
import type { Settings } from '../pipeline/contract/settings.ts';
import type { Cluster } from '../pipeline/runtime/cluster.ts';
import type { PipelineRun } from '../pipeline/runtime/pipeline-run.ts';
import type { ProcessBook } from '../pipeline/runtime/process-book.ts';

/** One thing measured, once a run. */
export interface Row {
  /** Its place in the JSON, levels separated by dots: `duckdb`, `commits.100`. */
  key: string;
  /** Readable without the part's title. */
  label: string;
  unit: string;
  /** One value a run, in order; empty when it was skipped. */
  runs: number[];
  /** Why it was not measured. */
  skipped?: string;
}

/** What one row is to another, and what it is meant to be. */
export interface Ratio {
  key: string;
  label: string;
  /** null: not known, see `why`. */
  value: number | null;
  why?: string;
  target?: { atLeast: number } | { atMost: number };
}

export interface PartResult {
  /** What was measured, over what. */
  title: string;
  rows: Row[];
  ratios: Ratio[];
  /** What it was measured with. */
  configuration: Record<string, string | number | boolean>;
  /** What else is known, for the JSON; JSON-safe. */
  facts?: Record<string, unknown>;
}

/** A running cluster and who records its processes. */
export interface BenchSession {
  stateDir: string;
  settings: Settings;
  book: ProcessBook;
  cluster: Cluster;
  admin: Admin;
  close(): Promise<void>;
}

/** Somebody looks on, as in a lab: cluster watch, signals, the feed of the page, the recorder. */
export interface Onlookers {
  follow(run: PipelineRun): Promise<void>;
  close(): Promise<void>;
}

export interface Bench {
  projectDir: string;
  /** A folder of its own; removed at the end. */
  stateDir: string;
  settings: Settings;
  /** Sizes asked for with --events, the first one counts; undefined: each part's own. */
  events: readonly number[] | undefined;
  /** How often each row is measured. */
  repeat: number;
  /** Length of the measure of memory; 0 leaves it out. */
  minutes: number;
  /** Why Spark is left out; undefined when it is a peer. */
  noSpark: string | undefined;
  progress: (text: string) => void;
  /** Fires when the user gives up; parts look between runs. */
  signal: AbortSignal;
  /** The cluster, started at the first call and shared by the parts. */
  session(): Promise<BenchSession>;
  /** Ends it; the next call of `session` starts a new one. */
  endSession(): Promise<void>;
  watch(): Promise<Onlookers>;
}

export interface Part {
  id: string;
  /** Its place in the report. */
  place: number;
  /** For --help. */
  summary: string;
  run(bench: Bench): Promise<PartResult>;
}
