// How every editor of the page looks, in the page's own colours, and the dialect of its SQL. Loaded with the editors, in chunks of their own.
import { SQLDialect } from '@codemirror/lang-sql';
import { HighlightStyle } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { EditorView } from 'codemirror';

/** DuckDB's words, and the functions our SQL has besides. */
export const DUCKDB = SQLDialect.define({
  keywords:
    'select from where group by order having limit offset join left right full inner outer anti semi asof on using as with union all except intersect distinct case when then else end and or not in is null like ilike between exists values desc asc qualify window over partition filter explain describe show summarize interval cast',
  types: 'varchar bigint integer double boolean timestamp timestamptz date time decimal',
  builtin: 'history bronze_at silver_at quarantine_at',
  doubleDollarQuotedStrings: true,
});

export const LOOK = EditorView.theme({
  '&': { backgroundColor: 'var(--ground)', color: 'var(--text)', fontSize: '17px' },
  '&.cm-focused': { outline: '3px solid var(--flow)', outlineOffset: '-3px' },
  '.cm-content': {
    fontFamily: 'var(--mono)',
    padding: '12px 0',
    minHeight: '150px',
    caretColor: 'var(--flow)',
  },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--ground)', color: 'var(--muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--raised)' },
  '.cm-cursor': { borderLeftColor: 'var(--flow)', borderLeftWidth: '2px' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--flow-soft) !important',
  },
  '.cm-tooltip': { background: 'var(--panel)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--flow)',
    color: 'var(--on-flow)',
  },
});

/** The page's own colours, which are legible in dark and light. */
export const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--flow)', fontWeight: '650' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.propertyName, color: 'var(--flow)', fontWeight: '600' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--truth)' },
]);
