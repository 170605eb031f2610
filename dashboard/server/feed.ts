// The port through which the dashboard's server sees the lab. Control implements it; the server only reads it and asks
// for the few actions below. An implementation must never answer with a remembered value for a thing it no longer hears.
import type { PlannedRun, SuiteMode } from '../../chaos/suite/plan.ts';
import type { LabState, Truth, WindowDetail } from '../contract.ts';

export interface LabFeed {
  /** The state now; called up to eight times a second, so it must be cheap and synchronous. */
  snapshot(): LabState;
  /** Calls back whenever something may have changed; returns how to stop. A feed may call as often as it likes: the server samples. */
  subscribe(listener: () => void): () => void;
  /** Gold beside the ledger's truth, every window of the current run (the newest 2,000). */
  truth(): Promise<Truth>;
  /** One window with examples; undefined when there is no such window. */
  windowDetail(start: number): Promise<WindowDetail | undefined>;
  actions: LabActions;
}

/** Each resolves with one sentence that says what was done, or rejects with a LakequakeError. */
export interface LabActions {
  /** Undoes every fault (idempotent). */
  heal(): Promise<string>;
  /** Sets the source's rate, events per second; null is as fast as possible. */
  setRate(ratePerSecond: number | null): Promise<string>;
  /** Starts a scenario and gives the id of its job; rejects with `already-running` while another one has the cluster. */
  runScenario(run: ScenarioRun): Promise<string>;
  /** Starts a suite and gives the id of its job; rejects as `runScenario` does. */
  runSuite(suite: SuiteRun): Promise<string>;
  /** Stops the job that runs; it heals and ends by itself a little later. */
  stopJob(): Promise<string>;
}

export interface SuiteRun {
  mode: Exclude<SuiteMode, 'yours'>;
  runs: PlannedRun[];
  /** null: that of the interrupted suite, else from the clock. */
  seed: number | null;
}

export interface ScenarioRun {
  scenario: string;
  variant: string;
  seed: number;
  disarmed: boolean;
  without: string | undefined;
}
