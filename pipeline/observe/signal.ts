// What a signal is: one alert rule per file of signals/, with the thresholds it ships with. It looks at snapshots only (never at the
// ledger), and each of its firings says in a sentence what it saw. Thresholds may be turned in `signals` of pipeline.yaml.
import type { Engine } from '../contract/run-spec.ts';
import type { Settings } from '../contract/settings.ts';
import type { MetricSnapshot } from './snapshot.ts';

export type Limits = Readonly<Record<string, number>>;

/** What a signal notices: that something does not work as it should, or that data is going wrong. */
export type Notices = 'fault' | 'damage';

/** One thing that is wrong now. `subject` tells two firings of a rule apart (a broker, a partition, a layer). */
export interface Firing {
  subject: string;
  value: number;
  says: string;
}

export interface SignalView {
  now: MetricSnapshot;
  /** The newest snapshot at least this much older than now; undefined while there is none yet. */
  before: (ms: number) => MetricSnapshot | undefined;
  /** Snapshots not older than this, oldest first, the present one last. */
  since: (ms: number) => readonly MetricSnapshot[];
  observe: Settings['observe'];
}

export interface SignalRule<L extends Limits = Limits> {
  id: string;
  title: string;
  notices: Notices;
  /** Default thresholds, units last in the name. */
  limits: L;
  /** Those that an engine's own pace makes others, where it is well: a fixed value by engine, never one that follows how slow it is now. */
  limitsOn?: Partial<Record<Engine, Partial<L>>>;
  evaluate: (view: SignalView, limits: L) => Firing[];
}

/** Gives a rule its types; the limits' names are checked where it uses them. */
export function signalRule<L extends Limits>(rule: SignalRule<L>): SignalRule {
  return rule as unknown as SignalRule;
}
