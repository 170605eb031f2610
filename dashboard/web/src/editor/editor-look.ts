// How every editor of the page looks, in the page's own colours. Loaded with the editors, in a chunk of their own.
import { HighlightStyle } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { EditorView } from 'codemirror';

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
