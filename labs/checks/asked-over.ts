// A learner's query asked over other tables than the run has: what we name stands in front of it, under the same names. It is how a check takes
// something away (a ledger that no operator has) or changes one thing (sizes that were never wrong). Pure text; the learner's own lines are asked by themselves first,
// so that an error is told with the learner's own line numbers.

/** What may stand behind a query: a semicolon, and comments behind that. It would end our brackets. */
const ENDING = /;\s*(?:--[^\n]*(?:\n|$)\s*|\/\*[\s\S]*?\*\/\s*)*$/;

/** The query with each of `tables` read as the query given for it. */
export function askedOver(tables: Readonly<Record<string, string>>, sql: string): string {
  const named = Object.entries(tables).map(([name, query]) => `${name} AS (${query})`);
  return `WITH ${named.join(', ')} SELECT * FROM (\n${sql.trim().replace(ENDING, '')}\n)`;
}

/** A ledger that knows nothing: in most companies there is none. */
export const NO_LEDGER = 'SELECT * FROM main.ledger WHERE false';
