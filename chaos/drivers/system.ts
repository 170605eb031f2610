// What a scenario acts on: a running cluster and one pipeline run on it. The caller (a command, a test) builds it; chaos only uses it.
import type { Admin } from 'kafkajs';
import type { EventClock } from '../../pipeline/contract/ledger.ts';
import type { EngineChoice, SourceSpec } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import type { Cluster } from '../../pipeline/runtime/cluster.ts';
import type { PipelineRun, PortsModule } from '../../pipeline/runtime/pipeline-run.ts';
import type { LedgerTail } from './ledger-tail.ts';
import type { Watch } from './watch.ts';

/** Where a scenario runs. `newRun` makes the topic and writes the spec; it starts nothing. */
export interface Environment {
  stateDir: string;
  cluster: Cluster;
  admin: Admin;
  newRun: (options: NewScenarioRun) => Promise<{ run: PipelineRun; runDir: string; warnings?: string[] }>;
}

export interface NewScenarioRun {
  kind: 'scenario';
  runId: string;
  seed: number;
  source: SourceSpec;
  settings: Settings;
  engine?: EngineChoice;
  eventClock?: EventClock;
  sourcePorts?: PortsModule;
  processorPorts?: PortsModule;
}

/** A running pipeline under observation: what faults and probes get. */
export interface System {
  stateDir: string;
  /** Folder of this run: journal, lake, logs, the folders of its faults. */
  runDir: string;
  cluster: Cluster;
  admin: Admin;
  run: PipelineRun;
  ledger: LedgerTail;
  watch: Watch;
}
