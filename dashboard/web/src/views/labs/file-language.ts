// What the editor of a lab's files has over others: YAML or SQL by the file's name, and the line of a broken file marked with what is wrong
// there. Loaded with the editor, never with the page.
import { sql } from '@codemirror/lang-sql';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter } from '@codemirror/lint';
import { EditorView } from 'codemirror';
import { DUCKDB } from '../../editor/duckdb-dialect.ts';
import type { Extension } from '../../editor/mount-editor.ts';

const MARKS = EditorView.theme({
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    backgroundColor: 'var(--bad-soft)',
    textDecoration: 'underline wavy var(--bad) 1.5px',
    textUnderlineOffset: '4px',
  },
  '.cm-gutter-lint': { width: '22px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
});

const languageOf = (name: string): Extension => {
  if (name.endsWith('.sql')) return sql({ dialect: DUCKDB, upperCaseKeywords: true });
  return /\.ya?ml$/.test(name) ? yaml() : [];
};

export const fileLanguage = (name: string): Extension => [lintGutter(), languageOf(name), MARKS];
