// component-missing: a process that ought to be there has not reported for a while, or has never reported some time after the start.
// Missing is not zero. (Naively, `observe.whenMissing: last-value`, nobody asks how old a value is.)
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'component-missing',
  title: 'A component has stopped reporting',
  notices: 'fault',
  limits: { silentMs: 2_500, startMs: 10_000 },
  evaluate({ now, before, observe }, { silentMs, startMs }): Firing[] {
    if (observe.whenMissing === 'last-value') return [];
    const reports = Object.entries(now.processors).map(([name, { at }]) => [name, at] as const);
    const known = new Map<string, number>(reports);
    if (now.source !== null) known.set('source', now.source.at);
    const done = now.source?.value.state === 'done';
    const expected = [...now.expected.processors, ...(now.expected.source && !done ? ['source'] : [])];
    // Who has not reported yet has time from its own start on.
    const startedLongAgo = (name: string) => {
      const since = now.processes.find((process) => process.name === name)?.since;
      return since === undefined ? before(startMs) !== undefined : now.at - since > startMs;
    };
    return expected
      .map((name) => ({ name, silent: now.at - (known.get(name) ?? Number.NEGATIVE_INFINITY) }))
      .filter(({ name, silent }) => silent > silentMs && (Number.isFinite(silent) || startedLongAgo(name)))
      .map(({ name, silent }) => ({
        subject: name,
        value: silent,
        says: Number.isFinite(silent)
          ? `${name} has not reported for ${Math.round(silent / 100) / 10} s`
          : `${name} has never reported`,
      }));
  },
});
