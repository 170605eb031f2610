// What a source or processor process is started with: one JSON file, whose path is its first argument.
// Everything that names a run (topic, group, lake, ledger) carries the run id, so that runs never meet.
import type { EventClock } from './ledger.ts';
import type { Settings } from './settings.ts';

export interface RunSpec {
  runId: string;
  /** 'lab' is the standing pipeline of `up`: its topic and lake outlive a run id. */
  kind: 'lab' | 'drain' | 'scenario';
  seed: number;
  topic: string;
  /** Kafka consumer group of the processors. */
  group: string;
  bootstrap: string[];
  /** Absolute folder of the lake. */
  lakeDir: string;
  /** Absolute path of this run's ledger file. */
  ledgerFile: string;
  /** The benchmark's measure of what the ledger costs: the source keeps none, and nothing can be judged. */
  withoutLedger?: boolean;
  /** Absolute folder for logs of this run's processes. */
  logDir: string;
  settings: Settings;
  /** What processes the stream; 'duckdb' when absent (specs of earlier versions). */
  engine?: Engine;
  /** Of the Spark engine; `local[*]` when absent. */
  sparkMaster?: string;
  eventTimeMode: 'now' | 'original';
  eventClock: EventClock;
  source: SourceSpec;
}

export const ENGINES = ['duckdb', 'spark'] as const;
export type Engine = (typeof ENGINES)[number];

/** What a run is processed with, as a command was told. */
export interface EngineChoice {
  engine: Engine;
  sparkMaster?: string;
}

export interface SourceSpec {
  /** Absolute path of a log, plain or gzip; or the seeded generator. */
  input: { kind: 'file'; path: string } | { kind: 'generator' };
  /** Events per second; null as fast as possible. */
  ratePerSecond: number | null;
  /** How events are spread at that rate: evenly (the default), or in the clumps and tides of the real log, one day in ten minutes. */
  shape?: 'steady' | 'bursty';
  /** Stop after this many events; null until told to stop (a file ends by itself). */
  maxEvents: number | null;
}

/** Layout of the state folder (`.lakequake` unless LAKEQUAKE_STATE says otherwise). */
export const STATE = {
  folder: '.lakequake',
  lake: 'lake',
  ledger: 'ledger',
  runs: 'runs',
  cluster: 'cluster',
  logs: 'logs',
  /** In a lake that Spark feeds: the state checkpoints of its queries. */
  sparkCheckpoints: '_spark',
  changes: 'changes.jsonl',
  control: 'control.json',
  /** A learner's own files and progress: a reset of the lab keeps them. */
  workspaces: 'workspaces',
} as const;

/** The lab's topic. */
export const LAB_TOPIC = 'requests';
