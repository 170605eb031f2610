// A run as one self-contained HTML page, from its journal alone. Pure.
import type { StampedEntry } from '../journal.ts';
import { html, pageOf } from './page.ts';

export function runPage(_entries: readonly StampedEntry[]): string {
  return pageOf('Lakequake run', html`<h1>to come</h1>`);
}
