// Two runs beside each other: what they have in common, where their settings differ, and what came of it. Pure.
import type { Comparison, RunDetail } from '../../contract/runs.ts';

const keysOf = (...values: (object | null | undefined)[]) => [
  ...new Set(values.flatMap((value) => Object.keys(value ?? {}))),
];

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function settingsOf(a: RunDetail, b: RunDetail): Comparison['settings'] {
  return keysOf(a.changed, b.changed)
    .filter((path) => !same(a.changed?.[path], b.changed?.[path]))
    .map((path) => ({ path, a: a.changed?.[path] ?? null, b: b.changed?.[path] ?? null }));
}

function checksOf(a: RunDetail, b: RunDetail): Comparison['checks'] {
  const titles = new Map([...b.checks, ...a.checks].map(({ id, title }) => [id, title]));
  const count = (run: RunDetail, id: string) => run.checks.find((check) => check.id === id)?.count ?? null;
  return [...titles].map(([id, title]) => ({ id, title, a: count(a, id), b: count(b, id) }));
}

function totalsOf(a: RunDetail, b: RunDetail): Comparison['totals'] {
  const value = (run: RunDetail, name: string) => {
    const found = run.result?.totals?.[name];
    return typeof found === 'number' ? found : null;
  };
  return keysOf(a.result?.totals, b.result?.totals)
    .map((name) => ({ name, a: value(a, name), b: value(b, name) }))
    .filter((total) => total.a !== null || total.b !== null);
}

function likeness(a: RunDetail, b: RunDetail): Pick<Comparison, 'comparable' | 'why'> {
  const not = (why: string) => ({ comparable: false, why });
  if (a.summary.scenario === null || b.summary.scenario === null) return not('One of them is no scenario.');
  if (a.summary.scenario !== b.summary.scenario) return not('They are different scenarios.');
  if (a.summary.seed !== b.summary.seed) return not('Their seeds differ, so they met different events.');
  if (a.scheduleHash !== b.scheduleHash) return not('Their fault schedules differ.');
  return { comparable: true, why: 'Same scenario, seed and fault schedule: only the settings differ.' };
}

const zeroOf = (run: RunDetail) =>
  run.faults.find(({ state }) => state === 'injected')?.at ?? run.summary.startedAt;

/** Two runs side by side: whether they are alike enough to compare, and where they differ. */
export function compareRuns(a: RunDetail, b: RunDetail): Comparison {
  return {
    ...likeness(a, b),
    settings: settingsOf(a, b),
    checks: checksOf(a, b),
    totals: totalsOf(a, b),
    a,
    b,
    zero: { a: zeroOf(a), b: zeroOf(b) },
  };
}
