// CodeMirror for the SQL box, in a chunk of its own that is loaded when the box is opened. It lives in a shadow root, because there its
// styles go through adopted style sheets, which the page's policy allows; in the document they would be an inline style, which it forbids.
import { sql } from '@codemirror/lang-sql';
import { syntaxHighlighting } from '@codemirror/language';
import { basicSetup, EditorView } from 'codemirror';
import { COLOURS, DUCKDB, LOOK } from '../../editor/editor-look.ts';
import { typeOver } from '../../editor/type-over.ts';

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
      typeOver,
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
