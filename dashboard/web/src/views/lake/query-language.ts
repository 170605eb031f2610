// The SQL box's language: DuckDB's, completed by the tables that are there. Loaded with the editor, never with the page.
import { sql } from '@codemirror/lang-sql';
import { DUCKDB } from '../../editor/duckdb-dialect.ts';
import type { Extension } from '../../editor/mount-editor.ts';

/** `schema`: columns by table, for completion. */
export const queryLanguage = (schema: Record<string, string[]>): Extension =>
  sql({ dialect: DUCKDB, schema, upperCaseKeywords: true });
