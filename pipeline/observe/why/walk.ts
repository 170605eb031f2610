// Walks the chain for one question about one table and names the first broken link, from the source on down: what
// is broken further down is usually only its consequence. Pure; reads the links from their folder once.
import { readdirSync } from 'node:fs';
import { GOLD_TABLES, type TableName } from '../../contract/tables.ts';
import type { Facts } from './facts.ts';
import type { Cause, Judgement, Link, Question } from './link.ts';
import { many } from './phrases.ts';

export interface JudgedLink {
  id: string;
  claim: string;
  judgement: Judgement;
}

export interface Answer {
  question: Question;
  table: TableName;
  at: number;
  from: Facts['from'];
  /** The cause of the first broken link; null when none is broken. */
  cause: Cause | null;
  /** One sentence. */
  summary: string;
  next: string | null;
  links: JudgedLink[];
}

export interface NamedLink extends Link {
  id: string;
}

/** All links, upstream first; the file name without its number is the id. */
export async function loadLinks(): Promise<NamedLink[]> {
  const folder = new URL('./links/', import.meta.url);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(new URL(file, folder).href)) as { link: Link };
      return { ...module.link, id: file.replace(/^\d+-/, '').replace(/\.ts$/, '') };
    }),
  );
}

const DEPTH: readonly string[] = ['bronze', 'silver', 'gold', 'dashboard'];
const depthOf = (place: string) => DEPTH.indexOf(place.split('.')[0]!);

/** Whether a link stands upstream of the table (the quarantine is fed like silver). */
function concerns(link: Link, table: TableName): boolean {
  if (link.feeds === 'dashboard') return (GOLD_TABLES as readonly string[]).includes(table);
  return depthOf(link.feeds) <= depthOf(table === 'quarantine' ? 'silver' : table);
}

/** Judges every link that concerns the table; the first broken one is the answer. */
export function walk(
  links: readonly NamedLink[],
  question: Question,
  table: TableName,
  facts: Facts,
): Answer {
  const judged = links
    .filter((link) => link.questions.includes(question) && concerns(link, table))
    .map((link) => ({ id: link.id, claim: link.claim, judgement: link.judge(facts, table) }));
  const first = judged.find((one) => one.judgement.state === 'broken');
  const verdict = first?.judgement.state === 'broken' ? first.judgement : null;
  return {
    question,
    table,
    at: facts.at,
    from: facts.from,
    cause: verdict?.cause ?? null,
    summary: first
      ? `${claimOf(question, table, facts)}, ${isContrary(question, table, facts) ? 'but' : 'and'} the first thing that does not hold is: ${first.claim}`
      : nothingBroken(question, table, facts, judged),
    next: verdict?.next ?? null,
    links: judged,
  };
}

const rowsOf = (table: TableName, { tables }: Facts) => tables[table]?.rows ?? null;

/** Asked why a table is empty, while it holds rows. */
const isContrary = (question: Question, table: TableName, facts: Facts) =>
  question === 'empty' && (rowsOf(table, facts) ?? 0) > 0;

/** What the question takes for granted, unless the table itself says otherwise. */
function claimOf(question: Question, table: TableName, facts: Facts): string {
  return isContrary(question, table, facts)
    ? `${table} is not empty: it holds ${many(rowsOf(table, facts) ?? 0, 'row')}`
    : `${table} is ${question}`;
}

function nothingBroken(
  question: Question,
  table: TableName,
  facts: Facts,
  judged: readonly JudgedLink[],
): string {
  const open = judged.filter((one) => one.judgement.state === 'unknown').length;
  const unseen = open === 0 ? '' : ` (${open} of ${judged.length} links could not be judged)`;
  if (question === 'stuck' && facts.source?.state === 'done')
    return `nothing is broken${unseen}: the source has sent all of its input, so ${table} has no more to show`;
  if (question !== 'empty' || rowsOf(table, facts) === null)
    return `no broken link found${unseen}: ${table} does not look ${question}`;
  const and = isContrary(question, table, facts) ? 'and' : 'but';
  return `${claimOf(question, table, facts)}, ${and} no broken link was found${unseen}`;
}
