// What is chosen in the Lake view, read from the address. Pure. What the address does not say, or says wrongly, is the default.
import { TABLE_NAMES } from './table-names.ts';

export type TableName = (typeof TABLE_NAMES)[number];

export const PARTS = [
  { id: 'tables', title: 'Tables' },
  { id: 'quarantine', title: 'Quarantine' },
  { id: 'sql', title: 'SQL' },
] as const;
export const TABS = [
  { id: 'rows', title: 'rows' },
  { id: 'versions', title: 'versions' },
  { id: 'files', title: 'files' },
  { id: 'schema', title: 'schema' },
] as const;

export interface LakeChoice {
  part: (typeof PARTS)[number]['id'];
  table: TableName;
  tab: (typeof TABS)[number]['id'];
  /** null is the newest. */
  version: number | null;
  order: string | null;
  direction: 'asc' | 'desc';
  sql: string;
  /** Whose lake: a run id or `lab`; null is the one the command line would take. */
  run: string | null;
}

export function lakeChoice(query: URLSearchParams): LakeChoice {
  const one = <T extends { id: string }>(all: readonly T[], name: string): T['id'] =>
    (all.find(({ id }) => id === query.get(name)) ?? all[0]!).id;
  const version = query.get('version');
  return {
    part: one(PARTS, 'part') as LakeChoice['part'],
    table: TABLE_NAMES.find((name) => name === query.get('table')) ?? 'silver',
    tab: one(TABS, 'tab') as LakeChoice['tab'],
    version: version !== null && /^\d{1,9}$/.test(version) ? Number(version) : null,
    order: query.get('order'),
    direction: query.get('direction') === 'desc' ? 'desc' : 'asc',
    sql: query.get('sql') ?? '',
    run: query.get('run'),
  };
}
