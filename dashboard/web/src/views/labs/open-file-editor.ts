// CodeMirror for the files of a lab, in a chunk of its own: YAML or SQL by the file's name, the line of a broken file marked with what is
// wrong there. It lives in a shadow root, as the SQL box does, because the page's policy forbids inline styles.
import { sql } from '@codemirror/lang-sql';
import { yaml } from '@codemirror/lang-yaml';
import { syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { basicSetup, EditorView } from 'codemirror';
import { COLOURS, DUCKDB, LOOK } from '../../editor/editor-look.ts';
import { typeOver } from '../../editor/type-over.ts';

export interface FileEditorOptions {
  host: HTMLElement;
  name: string;
  text: string;
  onchange: (text: string) => void;
  onsave: () => void;
  /** Ctrl-Enter. */
  ongo: () => void;
  onleave: () => void;
}

export interface FileEditor {
  set(text: string): void;
  /** Marks a line (from 1); null: nothing is wrong. */
  mark(problem: { line: number; message: string } | null): void;
  focus(): void;
  close(): void;
}

const MARKS = EditorView.theme({
  '.cm-content': { minHeight: '0' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    backgroundColor: 'var(--bad-soft)',
    textDecoration: 'underline wavy var(--bad) 1.5px',
    textUnderlineOffset: '4px',
  },
  '.cm-gutter-lint': { width: '22px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
});

const languageOf = (name: string) => {
  if (name.endsWith('.sql')) return [sql({ dialect: DUCKDB, upperCaseKeywords: true })];
  return /\.ya?ml$/.test(name) ? [yaml()] : [];
};

/** Puts an editor into the host; Ctrl-S (Cmd-S) saves, Ctrl-Enter goes on, Tab leaves to the next element. */
export function openFileEditor(options: FileEditorOptions): FileEditor {
  const { host, name, text, onchange, onsave, ongo, onleave } = options;
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let setting = false;
  const keys = EditorView.domEventHandlers({
    keydown(event) {
      if (!(event.ctrlKey || event.metaKey)) return false;
      const act = event.key === 'Enter' ? ongo : event.key.toLowerCase() === 's' ? onsave : null;
      if (act === null) return false;
      event.preventDefault();
      act();
      return true;
    },
    blur: () => {
      onleave();
      return false;
    },
  });
  const view = new EditorView({
    doc: text,
    root,
    parent: root,
    extensions: [
      keys,
      typeOver,
      basicSetup,
      lintGutter(),
      ...languageOf(name),
      LOOK,
      MARKS,
      syntaxHighlighting(COLOURS),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': name }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !setting) onchange(update.state.doc.toString());
      }),
    ],
  });
  return {
    set(next) {
      if (next === view.state.doc.toString()) return;
      setting = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      setting = false;
    },
    mark(problem) {
      const { doc } = view.state;
      if (problem === null || problem.line > doc.lines) {
        view.dispatch(setDiagnostics(view.state, []));
        return;
      }
      const { from, to } = doc.line(problem.line);
      const { message } = problem;
      view.dispatch(
        setDiagnostics(view.state, [{ from, to: Math.max(to, from), severity: 'error', message }]),
      );
    },
    focus: () => view.focus(),
    close: () => {
      view.destroy();
    },
  };
}
