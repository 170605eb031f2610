// Evaluates every signal on every snapshot and keeps what fires, since when. Rules are discovered from signals/. The same thresholds
// hold in every run of an engine, unless `signals` of the settings turns them. Keeps a bounded history, reads no clock.
import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LakequakeError } from '../contract/errors.ts';
import type { Engine } from '../contract/run-spec.ts';
import { defaultSettings, type Settings } from '../contract/settings.ts';
import type { Firing, Limits, Notices, SignalRule, SignalView } from './signal.ts';
import type { MetricSnapshot } from './snapshot.ts';

export interface ActiveSignal extends Firing {
  id: string;
  title: string;
  notices: Notices;
  /** When it began to fire, ms since the epoch. */
  since: number;
}

export interface SignalEvaluator {
  /** Takes the next snapshot and tells what fires now. */
  add(snapshot: MetricSnapshot): ActiveSignal[];
}

/** Longest look back of a rule. */
export const HISTORY_MS = 60_000;

/**
 * A signal goes on firing for so long after its condition has gone (as keep_firing_for of Prometheus): a process that has just come back
 * has still to catch up, and one that comes and goes is not well in between.
 */
export const KEEP_FIRING_MS = 5_000;

/** All rules, by id. */
export async function loadSignals(): Promise<SignalRule[]> {
  const folder = fileURLToPath(new URL('./signals/', import.meta.url));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  const load = async (name: string) => {
    const module = (await import(pathToFileURL(folder + name).href)) as { signal?: SignalRule };
    if (module.signal === undefined)
      throw new LakequakeError('internal', `pipeline/observe/signals/${name} exports no signal`);
    return module.signal;
  };
  return Promise.all(files.map(load));
}

/** The rule's thresholds on an engine with those of the settings over them; `false` or null leaves the shipped value. */
export function limitsOf(rule: SignalRule, settings: Settings['signals'], engine: Engine = 'duckdb'): Limits {
  const turned = Object.entries(settings[rule.id] ?? {}).filter(([, value]) => typeof value === 'number');
  return { ...rule.limits, ...rule.limitsOn?.[engine], ...Object.fromEntries(turned) } as Limits;
}

/** A rule is off when the settings say `enabled: false`. */
function isOn(rule: SignalRule, settings: Settings['signals']): boolean {
  return settings[rule.id]?.enabled !== false;
}

/** What the rules see at the newest snapshot of a history. */
function viewOf(history: readonly MetricSnapshot[], observe: Settings['observe']): SignalView {
  const now = history.at(-1)!;
  return {
    now,
    observe,
    before: (ms) => history.findLast(({ at }) => at <= now.at - ms),
    since: (ms) => (ms >= HISTORY_MS ? history : history.filter(({ at }) => at >= now.at - ms)),
  };
}

/** An evaluator without history. */
export function createSignalEvaluator(
  rules: readonly SignalRule[],
  settings: Partial<Pick<Settings, 'signals' | 'observe'>> = {},
  engine: Engine = 'duckdb',
): SignalEvaluator {
  const { signals = {}, observe = defaultSettings().observe } = settings;
  const history: MetricSnapshot[] = [];
  const heldAt = new Map<string, number>();
  let active = new Map<string, ActiveSignal>();
  const watched = rules
    .filter((rule) => isOn(rule, signals))
    .map((rule) => ({ rule, limits: limitsOf(rule, signals, engine) }));
  return {
    add(snapshot) {
      history.push(snapshot);
      while (history[0] !== undefined && history[0].at < snapshot.at - HISTORY_MS) history.shift();
      const view = viewOf(history, observe);
      const next = new Map<string, ActiveSignal>();
      for (const { rule, limits } of watched)
        for (const firing of rule.evaluate(view, limits)) {
          const key = `${rule.id}/${firing.subject}`;
          const since = active.get(key)?.since ?? snapshot.at;
          const { id, title, notices } = rule;
          next.set(key, { id, title, notices, since, ...firing });
          heldAt.set(key, snapshot.at);
        }
      for (const [key, signal] of active)
        if (!next.has(key) && snapshot.at - heldAt.get(key)! < KEEP_FIRING_MS) next.set(key, signal);
      active = next;
      return [...next.values()];
    },
  };
}
