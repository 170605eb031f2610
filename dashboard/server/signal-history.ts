// What a signal is: its thresholds, and whether it notices faults or damage, as the rules' files say. Reads those files once.
import { limitsOf, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type { SignalFacts } from '../contract/signal-history-of.ts';

/** What the rules' files say, by id. */
export async function signalFacts(): Promise<ReadonlyMap<string, SignalFacts>> {
  const rules = await loadSignals();
  return new Map(
    rules.map((rule) => [
      rule.id,
      { title: rule.title, notices: rule.notices, limits: { ...limitsOf(rule, {}) } },
    ]),
  );
}
