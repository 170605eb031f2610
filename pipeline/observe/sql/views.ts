// The names a query may use, as views over the newest snapshots: bronze, silver, quarantine, gold.*, any other Delta table of
// the folder, ledger, and the history of every table. Refreshed before each query, for the names the query mentions only.
// A table that must not be read has no view, and is refused by name once a query mentions it.
import type { DuckDBConnection } from '@duckdb/node-api';
import { isDeltaError } from '../../delta/errors.ts';
import { tableRelation } from '../../lake/read-table.ts';
import { emptyRelation, sqlName, sqlText } from '../../lake/sql-text.ts';
import type { VersionedTable } from './at-version.ts';
import { contractSchema, type LakeTables } from './lake-tables.ts';
import { ledgerRelation } from './ledger-view.ts';

/** Creates every view once, so that SHOW TABLES and suggestions know them. */
export async function createViews(
  connection: DuckDBConnection,
  lake: LakeTables,
  ledgerFiles: readonly string[] | undefined,
): Promise<void> {
  await connection.run(
    `CREATE TABLE lake_history (table_name VARCHAR, version BIGINT, committed_at TIMESTAMPTZ, operation VARCHAR,
      files_added BIGINT, files_removed BIGINT, rows_added BIGINT, bytes_added BIGINT, positions VARCHAR, note VARCHAR)`,
  );
  await connection.run(
    `CREATE MACRO history(name) AS TABLE SELECT * EXCLUDE (table_name) FROM lake_history
      WHERE replace(table_name, '.', '_') = replace(name, '.', '_') ORDER BY version`,
  );
  for (const table of lake.names()) {
    await createTableView(connection, lake, table).catch((error: unknown) => {
      if (!isDeltaError(error)) throw error;
    });
    const macro = `${table.replace('.', '_')}_at`;
    const sentence = `write the version of ${macro} as a plain number, such as ${macro}(3)`;
    await connection.run(
      `CREATE OR REPLACE MACRO ${macro}(version) AS TABLE SELECT * FROM range(error(concat(${sqlText(`${sentence}, not `)}, version))::BIGINT)`,
    );
  }
  if (ledgerFiles) await createLedgerView(connection, ledgerFiles);
}

/** Brings the views that `sql` mentions to the newest state. */
export async function refreshViews(
  connection: DuckDBConnection,
  lake: LakeTables,
  ledgerFiles: readonly string[] | undefined,
  sql: string,
  versions: readonly VersionedTable[],
): Promise<void> {
  for (const table of lake.names().filter((name) => mentions(sql, name)))
    await createTableView(connection, lake, table);
  for (const { table, version, view } of versions) {
    const relation = tableRelation(lake.ports.storage, lake.pathOf(table), await lake.at(table, version));
    await connection.run(`CREATE OR REPLACE VIEW ${sqlName(view)} AS SELECT * FROM ${relation}`);
  }
  if (ledgerFiles && mentions(sql, 'ledger')) await createLedgerView(connection, ledgerFiles);
  if (/\b(lake_)?history\b/i.test(sql)) await fillHistory(connection, lake, sql);
}

function mentions(sql: string, name: string): boolean {
  return new RegExp(`\\b${name.split('.').at(-1)}\\b`, 'i').test(sql);
}

async function createTableView(connection: DuckDBConnection, lake: LakeTables, table: string): Promise<void> {
  const snapshot = await lake.newest(table);
  const { storage } = lake.ports;
  const relation = snapshot
    ? tableRelation(storage, lake.pathOf(table), snapshot)
    : `(${emptyRelation(contractSchema(table))})`;
  const [schema, ...rest] = table.split('.');
  if (rest.length > 0) await connection.run(`CREATE SCHEMA IF NOT EXISTS ${sqlName(schema!)}`);
  const name = table.split('.').map(sqlName).join('.');
  await connection.run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM ${relation}`);
}

async function createLedgerView(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  await connection.run(`CREATE OR REPLACE VIEW ledger AS ${ledgerRelation(files)}`);
}

/** Only versions that are not in yet are read. */
async function fillHistory(connection: DuckDBConnection, lake: LakeTables, sql: string): Promise<void> {
  const names = lake.names();
  const wanted = names.filter((name) => mentions(sql, name));
  for (const table of wanted.length > 0 ? wanted : names) {
    const known = await connection.runAndReadAll(
      `SELECT coalesce(max(version), -1)::INTEGER FROM lake_history WHERE table_name = ${sqlText(table)}`,
    );
    const rows = (await lake.commits(table, Number(known.getRows()[0]![0]) + 1)).map((commit) =>
      historyRow(table, commit),
    );
    if (rows.length > 0) await connection.run(`INSERT INTO lake_history VALUES ${rows.join(', ')}`);
  }
}

function historyRow(
  table: string,
  { version, at, operation, userMetadata, actions }: Awaited<ReturnType<LakeTables['commits']>>[number],
): string {
  const adds = actions.flatMap((action) => ('add' in action ? [action.add] : []));
  const removes = actions.filter((action) => 'remove' in action).length;
  const rows = adds.reduce(
    (sum, add) => sum + ((JSON.parse(add.stats ?? '{}') as { numRecords?: number }).numRecords ?? 0),
    0,
  );
  const bytes = adds.reduce((sum, { size }) => sum + size, 0);
  const positions = Object.fromEntries(
    actions.flatMap((action) => ('txn' in action ? [[action.txn.appId, action.txn.version]] : [])),
  );
  const note = userMetadata === null ? 'NULL' : sqlText(userMetadata);
  return `(${sqlText(table)}, ${version}, make_timestamptz(${Math.round(at * 1000)}), ${sqlText(operation)}, ${adds.length}, ${removes}, ${rows}, ${bytes}, ${sqlText(JSON.stringify(positions))}, ${note})`;
}
