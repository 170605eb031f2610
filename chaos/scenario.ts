// What a scenario is: one experiment in one file. Its variants differ in settings only; its schedule depends on the seed and on the case
// alone, so that all variants of a case meet the same faults at the same events.
import { createHash } from 'node:crypto';
import type { ErrorCode } from '../pipeline/contract/errors.ts';
import type { Engine, SourceSpec } from '../pipeline/contract/run-spec.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
import type { System } from './drivers/system.ts';
import type { FaultArgs } from './fault.ts';
import type { Tolerance } from './probes/steady-state.ts';

/** Settings that differ from the hardened defaults. */
export type SettingsChange = { [Section in keyof Settings]?: Partial<Settings[Section]> };

export interface Expectation {
  verdict: 'held' | 'broken';
  /** For `broken`: these checkers find at least so many anomalies. */
  by?: { checker: string; atLeast: number }[];
  /** These checkers find nothing, although the run is broken: what the variant saves. */
  notBy?: string[];
  /** A signal (this one, or any) fires within so many seconds of the fault. */
  noticed?: { signal?: string; withinSeconds: number };
  /** The pipeline refuses to start, with this error: nothing is sent, so nothing is lost. */
  refusal?: ErrorCode;
}

export interface Variant {
  /** What it shows, in one sentence. */
  title: string;
  settings: SettingsChange;
  /** For naive values: whose default it is, or where people really run it. */
  because: string;
  expect: Expectation;
  /** Which form of the fault it meets, where a scenario has several; variants of one case share the schedule. */
  case?: string;
}

export interface ScheduledFault {
  /** Id of a fault. */
  fault: string;
  args: FaultArgs;
  /** Inject when so many events have been acknowledged, and at the latest so many seconds (60) after the fault before it. */
  injectAtAcked: number;
  injectAfterSeconds?: number;
  /** Undo when so many more have been acknowledged since, or after so many seconds at the latest. */
  undoAfterAcked: number;
  undoAfterSeconds: number;
  /** A signal that comes later than so many seconds after it has not noticed it (some seconds after it was undone). */
  noticeWithinSeconds?: number;
  /** The fault wraps the ports of these processes (its module's default export), in place from the start. */
  ports?: 'source' | 'processor';
}

/** Something measured once a second from outside the pipeline that must stay within a bound; `null`: nothing to measure now. */
export interface Bound {
  name: string;
  unit: string;
  atMost: number;
  measure: (system: System) => number | null | Promise<number | null>;
}

/** A question put to the observation while the fault is live, and the answer that would be right. */
export interface Diagnosis {
  question: string;
  rightCause: string;
  ask: (system: System) => Promise<{ cause: string; says: string }>;
}

export interface Scenario {
  id: string;
  title: string;
  /** What one learns, in one sentence. */
  teaches: string;
  /** What an onlooker sees. */
  onlooker: string;
  /** `data-only`: touches nothing but its own topic, lake and processes, so it may run beside another. */
  tags: string[];
  /** The variants that belong to the short suite (`--fast`), which meets every fault and checker within twelve minutes. */
  fast?: string[];
  source: SourceSpec;
  /** Settings all variants share, so that the run stays short; never a protection. */
  shared: SettingsChange;
  variants: Record<string, Variant>;
  schedule: (seed: number, caseName: string) => ScheduledFault[];
  /** Fewest events acknowledged before, during and after the fault; below it a run proves nothing. */
  minimumAcked: { before: number; during: number; after: number };
  deadlines: { recoverSeconds: number; settleSeconds: number };
  /** Why a case cannot be shown on an engine, in one sentence without a full stop, where neither settings nor faults nor checkers say so. */
  unavailableOn?: (engine: Engine, caseName: string) => string | null;
  /** Checkers that are not asked, and why. */
  notJudged: Record<string, string>;
  /** Event time runs so many times faster than the clock (1). */
  eventClockSpeed?: number;
  /** Where the steady state of this experiment differs from the usual. */
  tolerance?: Partial<Tolerance>;
  /** The observation ends before its time once this is true: what the fault can show has shown. What takes seconds takes minutes on a busy machine. */
  seenEnough?: (system: System) => boolean;
  /** What healing would erase, asked at the end of the observation: a sentence when something is stuck, else null. */
  stuckBeforeHealing?: (system: System, caseName: string) => Promise<string | null>;
  diagnoses?: (caseName: string) => Diagnosis[];
  bounds?: Bound[];
  /** Longest time from acknowledged to visible in gold, ms; without it staleness is not asked. */
  stalenessMs?: number;
  /** The layer from which on an event may stand only once (`bronze`); `silver` where the lesson is that silver leaves repeats out. */
  onceFrom?: 'bronze' | 'silver';
  /** What a table lets go of must stay for so long, ms, because a reader may still need it; without it that is not asked. */
  readersNeedMs?: number;
  /** Longest time without an acknowledgement, ms; without it the gap is not asked. */
  availabilityGapMs?: number;
}

/** The case of a variant that names none. */
export const ONLY_CASE = 'default';

export const caseOf = ({ case: name }: Variant): string => name ?? ONLY_CASE;

/** The same for all variants of a seed and case. */
export function scheduleHash(schedule: readonly ScheduledFault[]): string {
  return createHash('sha256').update(JSON.stringify(schedule)).digest('hex').slice(0, 16);
}
