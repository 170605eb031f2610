// `sql`: DuckDB over the lake and the ledger, read-only and bounded.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { locateRun } from '../../pipeline/observe/locate-run.ts';
import { openLakeSql } from '../../pipeline/observe/sql/open-lake-sql.ts';
import { asCsv, asTable } from '../../pipeline/observe/sql/print-rows.ts';
import type { CommandModule } from '../command.ts';
import { numberOption } from '../options.ts';

export const command: CommandModule = {
  name: 'sql',
  summary: 'DuckDB over the lake: bronze, silver, quarantine, gold.*, ledger; any earlier version too',
  usage: 'lakequake sql "SELECT …" [--run ID] [--limit N] [--csv | --json]',
  options: {
    run: { type: 'string', value: 'ID', help: "a run's lake (default: the lab's, else the newest run's)" },
    limit: { type: 'string', value: 'N', help: 'most rows shown (default 1000)' },
    timeout: { type: 'string', value: 'S', help: 'most seconds a query may take (default 30)' },
    csv: { type: 'boolean', help: 'print CSV with a header line' },
  },
  details: [
    'tables: bronze, silver, quarantine, gold.traffic, gold.status, gold.paths, ledger',
    "as they were: bronze_at(12), silver_at(3), gold_traffic_at(7) …   versions: FROM history('silver')",
    '',
    '  lakequake sql "SELECT reasons, count(*) FROM quarantine GROUP BY ALL"',
    '  lakequake sql "SELECT outcome, count(*) FROM ledger GROUP BY ALL"',
    '  lakequake sql "SELECT event_id FROM ledger WHERE outcome = \'acked\' EXCEPT SELECT event_id FROM bronze"',
  ].join('\n'),
  async run(input) {
    const text = input.positionals.join(' ');
    if (text.trim() === '')
      throw new LakequakeError('bad-argument', 'sql needs a query', {
        hint: 'for example `npx lakequake sql "SELECT count(*) FROM silver"`',
      });
    const rows = numberOption(input, 'limit', { min: 1 }) ?? 1_000;
    const timeMs = 1_000 * (numberOption(input, 'timeout', { min: 1, max: 86_400 }) ?? 30);
    const { lakeDir, ledger } = locateRun(input.stateDir, input.flags.run as string | undefined);
    const sql = await openLakeSql({ lakeDir, ledger, limits: { rows, timeMs, memoryMb: 1024 } });
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
