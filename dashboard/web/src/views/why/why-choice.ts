// What is asked in the Why view, read from the address. Pure. An address that asks nothing asks nothing of the server either.
import { TABLE_NAMES } from '../lake/table-names.ts';

export const QUESTIONS = [
  { id: 'stuck', title: 'Why is it stuck?', means: 'it no longer gets new rows' },
  { id: 'empty', title: 'Why is it empty?', means: 'rows that should be there are not' },
  { id: 'slow', title: 'Why is it slow?', means: 'new rows come late' },
  { id: 'changed', title: 'What changed?', means: 'it is no longer as it was' },
] as const;
export const LEVELS = [
  { id: 'trace', title: 'all' },
  { id: 'info', title: 'info +' },
  { id: 'warn', title: 'warn +' },
  { id: 'error', title: 'error' },
] as const;

export interface WhyChoice {
  question: (typeof QUESTIONS)[number]['id'] | null;
  table: (typeof TABLE_NAMES)[number];
  trace: string | null;
  /** What the log lines are about; the traced event unless said. */
  logs: string | null;
  level: (typeof LEVELS)[number]['id'];
  process: string | null;
  /** When things turned, for "what changed", ms; null: the table's history says it. */
  at: number | null;
  /** Whose lake and logs: a run id or `lab`; null is what the command line would take. */
  run: string | null;
  find: string;
}

const filled = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim());

export function whyChoice(query: URLSearchParams): WhyChoice {
  const trace = filled(query.get('trace'));
  return {
    question: QUESTIONS.find(({ id }) => id === query.get('q'))?.id ?? null,
    table: TABLE_NAMES.find((name) => name === query.get('table')) ?? 'gold.traffic',
    trace,
    logs: filled(query.get('logs')) ?? trace,
    level: LEVELS.find(({ id }) => id === query.get('level'))?.id ?? 'trace',
    process: filled(query.get('process')),
    at: /^\d{1,15}$/.test(query.get('at') ?? '') ? Number(query.get('at')) : null,
    run: filled(query.get('run')),
    find: query.get('find') ?? '',
  };
}
