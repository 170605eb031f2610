// How a value of the lake stands in a cell of a grid: as text, with its kind for the look of it, and whether it names an event. Pure.

export interface Column {
  name: string;
  type: string;
}
export interface Cell {
  kind: 'null' | 'number' | 'text' | 'time' | 'other';
  text: string;
  /** Leads to a trace. */
  event: boolean;
}

export const isNumber = (type: string) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.endsWith('[]');
const isTime = (type: string) => /^TIMESTAMP|^DATE|^TIME/.test(type);
/** `<run>-<number>`, or `<topic>-<partition>-<offset>` of a record without an id. */
const EVENT_ID = /^(r[0-9a-z]+-\d+|[\w.-]+-\d+-\d+)$/;

function kindOf(value: unknown, type: string): Cell['kind'] {
  if (value === null || value === undefined) return 'null';
  if (isNumber(type)) return 'number';
  if (isTime(type)) return 'time';
  return typeof value === 'string' ? 'text' : 'other';
}

/** As it stands, in UTC, which the Z says; the page's own times are those of the clock on the wall. */
const timeText = (text: string) => text.replace('T', ' ');

export function cellOf(value: unknown, { name, type }: Column): Cell {
  const kind = kindOf(value, type);
  const event = typeof value === 'string' && name.endsWith('event_id') && EVENT_ID.test(value);
  if (kind === 'null') return { kind, text: 'null', event: false };
  if (kind === 'time') return { kind, text: timeText(String(value)), event: false };
  if (kind === 'other' && typeof value === 'object')
    return { kind, text: JSON.stringify(value), event: false };
  return { kind, text: String(value), event };
}

/** Width of a column in `ch`, by its name, its type and what stands in the first rows. */
export function widthOf(column: Column, index: number, rows: readonly (readonly unknown[])[]): number {
  const longest = Math.max(
    column.name.length + 3,
    ...rows.slice(0, 40).map((row) => cellOf(row[index], column).text.length),
  );
  return Math.min(64, Math.max(7, longest + 2));
}
