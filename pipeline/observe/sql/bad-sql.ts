// DuckDB's errors as one clear sentence with line and position in the user's own text. Pure.
import { LakequakeError } from '../../contract/errors.ts';
import type { SqlLimits } from './limits.ts';

const TABLES_HINT =
  "the tables are bronze, silver, quarantine, gold.traffic, gold.status, gold.paths and ledger; also bronze_at(version) and the like, and history('silver')";

/** An error about the user's SQL as a whole. */
export function badSql(message: string, hint?: string, cause?: unknown): LakequakeError {
  return new LakequakeError('bad-sql', message, { cause, ...(hint !== undefined && { hint }) });
}

/** The error a user sees for an error of DuckDB. */
export function explainDuckDbError(
  error: unknown,
  sql: string,
  limits: SqlLimits,
  tablesHint: string = TABLES_HINT,
): Error {
  if (!(error instanceof Error) || error instanceof LakequakeError) return error as Error;
  const [first = '', ...rest] = error.message.split('\n');
  if (/^Out of Memory/i.test(first))
    return badSql(
      `the query needs more than its ${limits.memoryMb} MB of memory`,
      'select fewer rows or columns, or aggregate',
      error,
    );
  if (/^Permission Error/.test(first))
    return badSql(
      'the query may read the tables of the lake only, no other files and no network',
      tablesHint,
      error,
    );
  if (/No files found|Cannot open file|could not be opened/i.test(first))
    return badSql(
      'a data file of that version is not there any more (vacuum removes what is older than lake.vacuumRetentionMs)',
      'ask for a newer version',
      error,
    );
  const place = placeOf(rest, sql);
  const sentence = first
    .replace(/^Failed to extract statements: /, '')
    .replace(/^[A-Z][A-Za-z ]*Error: /, '')
    .replace(/!$/, '');
  return badSql(
    place === undefined ? sentence : `line ${place.line}, position ${place.position}: ${sentence}`,
    hintFor(first, rest, tablesHint),
    error,
  );
}

/** DuckDB points with a caret under an excerpt of the line, which it may cut with dots. */
function placeOf(lines: readonly string[], sql: string): { line: number; position: number } | undefined {
  const at = lines.findIndex((line) => /^LINE \d+: /.test(line));
  const caret = lines[at + 1]?.indexOf('^') ?? -1;
  if (at < 0 || caret < 0) return undefined;
  const [head = '', number = '1'] = /^LINE (\d+): /.exec(lines[at]!) ?? [];
  const excerpt = lines[at]!.slice(head.length);
  const inExcerpt = caret - head.length;
  if (!excerpt.startsWith('...')) return { line: Number(number), position: inExcerpt + 1 };
  const bare = excerpt.replace(/^\.{3}/, '').replace(/\.{3}$/, '');
  const start = (sql.split('\n')[Number(number) - 1] ?? '').indexOf(bare);
  return start < 0 ? undefined : { line: Number(number), position: start + inExcerpt - 3 + 1 };
}

function hintFor(first: string, rest: readonly string[], tablesHint: string): string | undefined {
  if (/^Catalog Error: Table/.test(first)) return tablesHint;
  // The parser stops at the first word that cannot follow; as often as not the one before it is misspelt.
  if (/Parser Error: /.test(first))
    return 'look at that place and at the word before it: a missing quote, comma or bracket, or a misspelt word';
  return suggestionIn(rest);
}

function suggestionIn(lines: readonly string[]): string | undefined {
  const found = lines.find((line) => /^(Did you mean|Candidate bindings)/.test(line));
  return found?.replace(/^D/, 'd').replace(/^Candidate bindings: /, 'columns that come close: ');
}
