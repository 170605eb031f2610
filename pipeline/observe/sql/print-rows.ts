// Query results for people and programs: an aligned table, or CSV by RFC 4180. Pure.
import type { QueryResult } from './read-rows.ts';

type Cell = QueryResult['rows'][number][number];

/** Control characters would let a log line of a stranger drive the terminal. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function cellText(value: Cell): string {
  if (value === null) return 'NULL';
  return visible(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** Columns aligned, numbers to the right, cells cut to `cellWidth` characters. */
export function asTable({ columns, rows, truncated }: QueryResult, cellWidth = 60): string {
  const cut = (text: string) => (text.length > cellWidth ? `${text.slice(0, cellWidth - 1)}…` : text);
  const cells = rows.map((row) => row.map((value) => cut(cellText(value))));
  const widths = columns.map(({ name }, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]!.length), 1),
  );
  const right = columns.map(
    (_, index) =>
      rows.length > 0 && rows.every((row) => row[index] === null || typeof row[index] === 'number'),
  );
  const line = (texts: string[]) =>
    texts
      .map((text, index) => (right[index] ? text.padStart(widths[index]!) : text.padEnd(widths[index]!)))
      .join('  ')
      .trimEnd();
  const foot = `${rows.length}${truncated ? ' first' : ''} row${rows.length === 1 ? '' : 's'}${truncated ? ' (there are more: raise --limit)' : ''}`;
  return [
    line(columns.map((one) => one.name)),
    line(widths.map((width) => '─'.repeat(width))),
    ...cells.map(line),
    foot,
  ].join('\n');
}

/** With a header line; NULL is an empty field. */
export function asCsv({ columns, rows }: QueryResult): string {
  const field = (value: Cell) => {
    const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map((one) => field(one.name)), ...rows.map((row) => row.map(field))]
    .map((fields) => fields.join(','))
    .join('\n');
}
