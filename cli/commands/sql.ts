// `sql`: DuckDB over the lake and the ledger, or over anybody's Delta tables, read-only and bounded.
import { resolve } from 'node:path';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { locateRun } from '../../pipeline/observe/locate-run.ts';
import { findTables, isDeltaTable, tableOfFolder } from '../../pipeline/observe/sql/find-tables.ts';
import { type LakeSqlOptions, openLakeSql } from '../../pipeline/observe/sql/open-lake-sql.ts';
import { asCsv, asTable } from '../../pipeline/observe/sql/print-rows.ts';
import type { CommandInput, CommandModule } from '../command.ts';
import { numberOption } from '../options.ts';

export const command: CommandModule = {
  name: 'sql',
  summary: 'DuckDB over the lake: bronze, silver, quarantine, gold.*, ledger; any earlier version too',
  usage: 'lakequake sql "SELECT …" [--run ID | --lake DIR] [--limit N] [--csv | --json]',
  options: {
    run: { type: 'string', value: 'ID', help: "a run's lake (default: the lab's, else the newest run's)" },
    lake: {
      type: 'string',
      value: 'DIR',
      help: 'any folder of Delta tables, or one table, whoever wrote it (Spark, delta-rs, …)',
    },
    limit: { type: 'string', value: 'N', help: 'most rows shown (default 1000)' },
    timeout: { type: 'string', value: 'S', help: 'most seconds a query may take (default 30)' },
    csv: { type: 'boolean', help: 'print CSV with a header line' },
  },
  details: [
    'tables: bronze, silver, quarantine, gold.traffic, gold.status, gold.paths, ledger',
    "as they were: bronze_at(12), silver_at(3), gold_traffic_at(7) …   versions: FROM history('silver')",
    'with --lake DIR: every Delta table below DIR by the name of its folder (DIR/sales is sales, DIR/eu/sales is eu.sales)',
    '',
    '  lakequake sql --lake /data/tables "SELECT count(*) FROM sales_at(3)"',
    '  lakequake sql "SELECT reasons, count(*) FROM quarantine GROUP BY ALL"',
    '  lakequake sql "SELECT outcome, count(*) FROM ledger GROUP BY ALL"',
    '  lakequake sql "SELECT event_id FROM ledger WHERE outcome = \'acked\' EXCEPT SELECT event_id FROM bronze"',
  ].join('\n'),
  async run(input) {
    const text = input.positionals.join(' ');
    if (text.trim() === '')
      throw new LakequakeError('bad-argument', 'sql needs a query', {
        hint: 'give one, for example `npx lakequake sql "SELECT count(*) FROM silver"`',
      });
    const rows = numberOption(input, 'limit', { min: 1 }) ?? 1_000;
    const timeMs = 1_000 * (numberOption(input, 'timeout', { min: 1, max: 86_400 }) ?? 30);
    const limits = { rows, timeMs, memoryMb: 1024 };
    const sql = await openLakeSql({ ...placeOf(input), limits });
    try {
      const result = await sql.query(text);
      const { columns, truncated } = result;
      if (input.json) input.out(JSON.stringify({ columns, rows: result.objects(), truncated }));
      else input.out(input.flags.csv === true ? asCsv(result) : asTable(result));
    } finally {
      sql.close();
    }
    return 0;
  },
};

/** The lake to ask: a folder anywhere, or that of a run. */
function placeOf({ stateDir, flags }: CommandInput): Pick<LakeSqlOptions, 'lakeDir' | 'ledger' | 'scope'> {
  if (flags.lake === undefined) {
    const { lakeDir, ledger } = locateRun(stateDir, flags.run as string | undefined);
    return { lakeDir, ledger };
  }
  if (flags.run !== undefined)
    throw new LakequakeError('bad-argument', '--run and --lake name two different lakes', {
      hint: 'leave one of them out',
    });
  const folder = resolve(flags.lake as string);
  if (isDeltaTable(folder)) {
    const { around, table } = tableOfFolder(folder);
    return { lakeDir: around, scope: table };
  }
  if (findTables(folder).length > 0) return { lakeDir: folder, scope: 'folder' };
  throw new LakequakeError('not-found', `there is no Delta table in ${folder}`, {
    hint: 'name the folder that holds `_delta_log`, or one above it (up to three levels)',
  });
}
