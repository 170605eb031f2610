// What a journal tells, taken apart for the report: start, end, samples, faults, signals, phases, traced examples. Pure.
import type { Trail } from '../../pipeline/observe/trace/conclude.ts';
import type { StampedEntry } from '../journal.ts';
import type { RunResult } from '../result.ts';

export type Of<T extends StampedEntry['type']> = Extract<StampedEntry, { type: T }>;

export interface FaultSpan {
  fault: string;
  from: number;
  /** null: still live when the journal ends. */
  to: number | null;
}

export interface PhaseSpan {
  phase: string;
  from: number;
  to: number;
}

export interface Story {
  start: Of<'start'>;
  result: RunResult | undefined;
  error: Of<'error'> | undefined;
  samples: Of<'sample'>[];
  faults: FaultSpan[];
  signals: Of<'signal'>[];
  phases: PhaseSpan[];
  checks: Of<'check'>[];
  /** By checker, the paths of its worst examples. */
  trails: Map<string, Trail[]>;
  from: number;
  to: number;
}

/** Undefined when the journal has no beginning. */
export function storyOf(entries: readonly StampedEntry[]): Story | undefined {
  const start = entries.find(isOf('start'));
  if (start === undefined) return undefined;
  const to = entries.at(-1)!.at;
  const trails = new Map<string, Trail[]>();
  for (const { checker, trail } of entries.filter(isOf('trace')))
    trails.set(checker, [...(trails.get(checker) ?? []), trail]);
  return {
    start,
    result: entries.findLast(isOf('end'))?.result,
    error: entries.findLast(isOf('error')),
    samples: entries.filter(isOf('sample')),
    faults: faultSpans(entries.filter(isOf('fault'))),
    signals: entries.filter(isOf('signal')),
    phases: phaseSpans(entries.filter(isOf('phase')), to),
    checks: entries.filter(isOf('check')),
    trails,
    from: start.at,
    to,
  };
}

function isOf<T extends StampedEntry['type']>(type: T): (entry: StampedEntry) => entry is Of<T> {
  return (entry): entry is Of<T> => entry.type === type;
}

function faultSpans(entries: readonly Of<'fault'>[]): FaultSpan[] {
  const spans: FaultSpan[] = [];
  for (const { fault, state, at } of entries) {
    if (state === 'injected') spans.push({ fault, from: at, to: null });
    const open = spans.findLast((one) => one.fault === fault && one.to === null);
    if (state === 'undone' && open !== undefined) open.to = at;
  }
  return spans;
}

function phaseSpans(entries: readonly Of<'phase'>[], end: number): PhaseSpan[] {
  const spans: PhaseSpan[] = [];
  for (const { phase, state, at } of entries) {
    if (state === 'begun') spans.push({ phase, from: at, to: end });
    else {
      const open = spans.findLast((one) => one.phase === phase);
      if (open !== undefined) open.to = at;
    }
  }
  return spans;
}
