// The SQL that every editor of the page speaks. Loaded with the editors, never with the page.
import { SQLDialect } from '@codemirror/lang-sql';

/** DuckDB's words, and the functions our SQL has besides. */
export const DUCKDB = SQLDialect.define({
  keywords:
    'select from where group by order having limit offset join left right full inner outer anti semi asof on using as with union all except intersect distinct case when then else end and or not in is null like ilike between exists values desc asc qualify window over partition filter explain describe show summarize interval cast',
  types: 'varchar bigint integer double boolean timestamp timestamptz date time decimal',
  builtin: 'history bronze_at silver_at quarantine_at',
  doubleDollarQuotedStrings: true,
});
