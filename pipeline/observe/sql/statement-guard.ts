// Only statements that read may run: SELECT and its short forms (FROM, VALUES, DESCRIBE, SHOW, SUMMARIZE) and EXPLAIN of
// them. DuckDB has table functions with side effects (`SELECT * FROM enable_logging(…)` writes files): they are refused by name.
import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { badSql } from './bad-sql.ts';

const REFUSED_FUNCTIONS =
  /\b((?:enable|disable|verify|force|truncate|arrow_scan|copy|import)_?\w*|arrow_scan|checkpoint|query|query_table|json_execute_serialized_sql|write_log|add_parquet_key|seq_scan|duckdb_secrets|which_secret)"?\s*\(/i;

/** Refuses everything that is not one reading statement; errors of DuckDB's parser pass through. */
export async function checkReadsOnly(connection: DuckDBConnection, sql: string): Promise<void> {
  const bare = withoutTextAndComments(sql);
  if (bare.replaceAll(';', '').trim() === '')
    throw badSql('the SQL is empty', 'for example: SELECT count(*) FROM silver');
  const refused = REFUSED_FUNCTIONS.exec(bare);
  if (refused !== null)
    throw badSql(`the function ${refused[1]} may not be used here: this box only reads the lake`);
  const type = await statementType(connection, sql);
  if (type === StatementType.SELECT) return;
  if (
    type === StatementType.EXPLAIN &&
    (await statementType(connection, explained(sql))) === StatementType.SELECT
  )
    return;
  const word = /\w+/.exec(bare)?.[0]?.toUpperCase() ?? 'this';
  throw badSql(
    `${word} may not be used here: only statements that read, such as SELECT, DESCRIBE or EXPLAIN SELECT`,
  );
}

async function statementType(connection: DuckDBConnection, sql: string): Promise<StatementType> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw badSql(
      `one statement at a time: this is ${statements.count}`,
      'keep one of them, in one query; for PIVOT, name the values with IN (…)',
    );
  const prepared = await statements.prepare(0);
  try {
    return prepared.statementType;
  } finally {
    prepared.destroySync();
  }
}

function explained(sql: string): string {
  return sql.replace(/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*explain\s+(?:\([^)]*\)\s*)?(?:analyze\s+)?/i, '');
}

/** The text with string literals and comments blanked out; quoted names stay. */
function withoutTextAndComments(sql: string): string {
  return sql.replace(TOKENS, (token) => (token.startsWith('"') ? token : ' '.repeat(token.length)));
}

/** String literals (plain, E'' and $$), quoted names and comments. */
export const TOKENS = /[eE]?'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g;
