// Names and numbers of a run, as every list and card writes them.
import type { RunSummary } from '../../../contract/runs.ts';

/** `broker-loss · naive`, or what else it was. */
export function runName({
  kind,
  scenario,
  variant,
}: Pick<RunSummary, 'kind' | 'scenario' | 'variant'>): string {
  return scenario === null ? kind : [scenario, variant].filter(Boolean).join(' · ');
}

/** Day and time here: `25 Nov 2026, 14:03`. */
export function startedWords(ms: number | null): string {
  return ms === null
    ? 'not known'
    : new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

/** A setting's value as it stands in pipeline.yaml. */
export function settingWords(value: unknown): string {
  if (value === null || value === undefined) return 'default';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const ISO = /^\d{4}-\d\d-\d\dT(\d\d:\d\d:\d\d(?:\.\d+)?)Z$/;

/** A field of an example: a time as time of day (UTC, as the lake has it), a negative number with a real minus. */
function fieldWords(value: unknown): string {
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value)
    .replace(ISO, '$1')
    .replace(/^-(?=\d)/, '−');
}

/** An example's fields as words, without the one that names its event. */
export function exampleWords(example: Record<string, unknown>): string {
  return Object.entries(example)
    .filter(([name, value]) => value !== null && name !== 'event_id' && name !== 'event')
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${fieldWords(value)}`)
    .join(' · ');
}

/** The event an example names, if it names one. */
export function eventOf(example: Record<string, unknown>): string | null {
  const id = example.event_id ?? example.event;
  return typeof id === 'string' ? id : null;
}
