// CodeMirror, as every editor of the page mounts it, in a chunk of its own that is loaded when the first one is opened. It lives in a shadow
// root, because there its styles go through adopted style sheets, which the page's policy allows; in the document they would be an inline
// style, which it forbids.
import { type LanguageSupport, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { basicSetup, EditorView } from 'codemirror';
import { type Chord, playChord } from './chords.ts';
import { COLOURS, LOOK } from './editor-look.ts';
import { typeOver } from './type-over.ts';

export type Extension = LanguageSupport['extension'];

export interface EditorMount {
  host: HTMLElement;
  text: string;
  /** What is edited, for who does not see it. */
  label: string;
  chords: readonly Chord[];
  /** Language, gutters, look: what this editor has over the others. */
  extensions: Extension;
  /** Told of what is typed, not of what `set` puts there. */
  onchange: (text: string) => void;
  /** The editor is left for another element. */
  onleave: () => void;
}

/** A place in the text where something is wrong; lines count from 1. */
export interface EditorMark {
  line: number;
  message: string;
}

export interface MountedEditor {
  /** Puts another text there; the same one changes nothing, neither cursor nor history. */
  set(text: string): void;
  /** Marks a line, and no other; null, or a line that is not there: none. */
  mark(problem: EditorMark | null): void;
  close(): void;
}

/** Puts an editor into the host. Tab goes on to the next element. */
export function mountEditor(mount: EditorMount): MountedEditor {
  const { host, text, label, chords, extensions, onchange, onleave } = mount;
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let setting = false;
  const view = new EditorView({
    doc: text,
    root,
    parent: root,
    extensions: [
      EditorView.domEventHandlers({
        keydown: (event) => playChord(event, chords),
        blur: () => {
          onleave();
          return false;
        },
      }),
      typeOver,
      basicSetup,
      LOOK,
      syntaxHighlighting(COLOURS),
      extensions,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
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
    mark: (problem) => view.dispatch(setDiagnostics(view.state, diagnosticsOf(view, problem))),
    close: () => view.destroy(),
  };
}

function diagnosticsOf({ state: { doc } }: EditorView, problem: EditorMark | null) {
  if (problem === null || problem.line > doc.lines) return [];
  const { from, to } = doc.line(problem.line);
  return [{ from, to, severity: 'error' as const, message: problem.message }];
}
