// How the engine has a run made, without knowing who makes it: the command line, the server of the dashboard, a workshop.
import type { RunResult } from '../chaos/result.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
import type { LabRunSpec } from './lab.ts';

/** Runs the spec's scenario and seed with these settings, to its verdict; `sideBySide` when another run is under way. Throws what a run throws. */
export type RunLab = (
  spec: LabRunSpec,
  settings: Settings,
  options?: { disarmed?: boolean; sideBySide?: boolean },
) => Promise<RunResult>;
