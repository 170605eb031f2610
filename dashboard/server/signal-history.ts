// What a signal is: its thresholds on an engine, and whether it notices faults or damage, as the rules' files say. Reads those files once.
import type { Engine } from '../../pipeline/contract/run-spec.ts';
import { limitsOf, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type { SignalFacts } from '../contract/signal-history-of.ts';

/** What the rules' files say, by id, for the engine that is shown. */
export type FactsOn = (engine: Engine) => ReadonlyMap<string, SignalFacts>;

/** Reads the rules. */
export async function signalFacts(): Promise<FactsOn> {
  const rules = await loadSignals();
  return (engine) =>
    new Map(
      rules.map((rule) => [
        rule.id,
        { title: rule.title, notices: rule.notices, limits: { ...limitsOf(rule, {}, engine) } },
      ]),
    );
}
