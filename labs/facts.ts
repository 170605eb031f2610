// What a check may look at: the files of the workspace and the runs of the state folder, with lake, ledger and journal. Never what was
// typed. A run belongs to the workspace when its journal says that it was made with exactly these settings.
import type { RunResult } from '../chaos/result.ts';
import type { Settings } from '../pipeline/contract/settings.ts';

export interface LabRun {
  runId: string;
  /** ms since the epoch. */
  at: number;
  scenario: string;
  variant: string;
  seed: number;
  settings: Settings;
  scheduleHash: string;
  /** Null: it is under way, or ended with an error. */
  result: RunResult | null;
  error: string | null;
  /** Every signal that fired in it, also before the fault. */
  signals?: readonly { signal: string; says: string; notices: 'fault' | 'damage'; firedAt: number }[];
}

export type Row = Record<string, unknown>;

export interface LabFacts {
  /** Text of a workspace file. Throws `not-found`. */
  text: (file: string) => string;
  /** The workspace's `pipeline.yaml`. Throws `bad-settings` with line and fix. */
  settings: () => Settings;
  /** The newest finished run of that name made with the settings the lab hands out; without one, the newest that broke. */
  before: (run: string) => Promise<LabRun | undefined>;
  /** The newest finished run of that name made with the workspace's settings as they are now. */
  now: (run: string) => Promise<LabRun | undefined>;
  /** The learner's own SQL over that run's lake and ledger, bounded and read-only; `lakeOf`: over the lake that this fault made. Throws `bad-sql` with line and fix. */
  ask: (run: LabRun, sql: string, lakeOf?: string) => Promise<Row[]>;
  /** The same for the check's own SQL. */
  sql: (run: LabRun, sql: string) => Promise<Row[]>;
  /** How one makes the run, for `next`. */
  howToRun: (run: string, options?: { start?: boolean }) => string;
}
