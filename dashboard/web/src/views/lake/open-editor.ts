// CodeMirror for the SQL box, in a chunk of its own that is loaded when the box is opened. It lives in a shadow root, because there its
// styles go through adopted style sheets, which the page's policy allows; in the document they would be an inline style, which it forbids.
import { SQLDialect, sql } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';

export interface EditorOptions {
  host: HTMLElement;
  text: string;
  /** Columns by table, for completion. */
  schema: Record<string, string[]>;
  onchange: (text: string) => void;
  onrun: () => void;
}
export interface SqlEditor {
  set(text: string): void;
  focus(): void;
  close(): void;
}

const DUCKDB = SQLDialect.define({
  keywords:
    'select from where group by order having limit offset join left right full inner outer anti semi asof on using as with union all except intersect distinct case when then else end and or not in is null like ilike between exists values desc asc qualify window over partition filter explain describe show summarize interval cast',
  types: 'varchar bigint integer double boolean timestamp timestamptz date time decimal',
  builtin: 'history bronze_at silver_at quarantine_at',
  doubleDollarQuotedStrings: true,
});

const LOOK = EditorView.theme({
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
const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--flow)', fontWeight: '650' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--truth)' },
]);

/** Puts an editor into the host; Ctrl-Enter (Cmd-Enter) runs, Tab goes on to the next element. */
export function openEditor({ host, text, schema, onchange, onrun }: EditorOptions): SqlEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const run = EditorView.domEventHandlers({
    keydown(event) {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false;
      event.preventDefault();
      onrun();
      return true;
    },
  });
  const view = new EditorView({
    doc: text,
    root,
    parent: root,
    extensions: [
      run,
      basicSetup,
      sql({ dialect: DUCKDB, schema, upperCaseKeywords: true }),
      LOOK,
      syntaxHighlighting(COLOURS),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onchange(update.state.doc.toString());
      }),
    ],
  });
  return {
    set(next) {
      if (next !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
