// The way of one event as stations: what it passed and when, with the time between, and where it never came. Pure.
import type { Health } from '../flow/health.ts';
import type { Trace } from './answers.ts';

export interface Station {
  place: string;
  what: string;
  at: number | null;
  /** ms since the last station with a time; null when either is not known. */
  afterMs: number | null;
  reached: boolean;
}

const WAY = ['source', 'kafka', 'bronze', 'silver', 'gold'];
const MOVING = new Set(['on-its-way', 'provisional']);

/** Whether the event's fate may still change by itself, so that the answer is worth asking for again. */
export const isMoving = ({ fate }: Pick<Trace, 'fate'>): boolean => MOVING.has(fate);

/** What became of an event, as a state: a promise broken, a rule applied, well, or not over yet. */
export function toneOf(fate: string): Health | 'damage' {
  if (fate === 'counted') return 'ok';
  if (MOVING.has(fate)) return 'idle';
  if (fate === 'unknown-outcome') return 'missing';
  return ['lost-write', 'not-in-bronze', 'dropped-by-silver', 'missing-from-gold'].includes(fate)
    ? 'damage'
    : 'degraded';
}

export function stationsOf({ steps, fate }: Pick<Trace, 'steps' | 'fate'>): Station[] {
  let last: number | null = null;
  const passed = steps.map(({ at, place, what }): Station => {
    const afterMs = at === null || last === null ? null : at - last;
    last = at ?? last;
    return { place, what, at, afterMs, reached: true };
  });
  const furthest = Math.max(-1, ...steps.map(({ place }) => WAY.indexOf(place)));
  if (steps.some(({ place }) => place === 'quarantine')) return passed;
  const word = MOVING.has(fate) ? 'not there yet' : 'never came here';
  const ahead = WAY.slice(furthest + 1).map(
    (place): Station => ({ place, what: word, at: null, afterMs: null, reached: false }),
  );
  return [...passed, ...ahead];
}
