// One part as a picture: a bar for each median, a line across it from the lowest to the highest run, a chart for each unit. Self-contained SVG
// that follows the reader's light or dark colours. Pure.
import type { PartResult, Row } from '../part.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { figure } from './as-table.ts';

const WIDTH = 860;
const LABEL_WIDTH = 400;
const VALUE_WIDTH = 110;
const BAR_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
const ROW_HEIGHT = 22;
const TITLE_HEIGHT = 34;
const UNIT_HEIGHT = 24;
const MARGIN = 10;

const STYLE = `
  svg { font: 13px system-ui, sans-serif; background: #fff } text { fill: #1f2328 } .dim { fill: #59636e }
  .bar { fill: #2f6fab } .skipped { fill: #59636e; font-style: italic } .spread { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) { svg { background: #0d1117 } text { fill: #e6edf3 } .dim, .skipped { fill: #9198a1 }
    .bar { fill: #4a90c9 } .spread { stroke: #e6edf3 } }`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

interface Group {
  unit: string;
  rows: { row: Row; found: Spread | null }[];
}

/** Rows of one unit share a scale. */
function groupsOf({ rows }: PartResult): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const group = groups.get(row.unit) ?? { unit: row.unit, rows: [] };
    groups.set(row.unit, group);
    group.rows.push({ row, found: spreadOf(row) });
  }
  return [...groups.values()];
}

function barOf({ row, found }: Group['rows'][number], top: number, scale: (value: number) => number): string {
  const middle = top + ROW_HEIGHT / 2;
  const label = `<text x="${LABEL_WIDTH - 8}" y="${middle + 4}" text-anchor="end">${escaped(row.label)}</text>`;
  if (found === null)
    return `${label}<text class="skipped" x="${LABEL_WIDTH}" y="${middle + 4}">skipped</text>`;
  const x = (value: number): string => (LABEL_WIDTH + scale(value)).toFixed(1);
  const title = `<title>${escaped(`${row.label}: ${found.runs.map(figure).join(', ')} ${row.unit}`)}</title>`;
  return [
    `<g>${title}${label}`,
    `<rect class="bar" x="${LABEL_WIDTH}" y="${top + 4}" width="${scale(found.median).toFixed(1)}" height="${ROW_HEIGHT - 8}" rx="2"/>`,
    `<line class="spread" x1="${x(found.low)}" x2="${x(found.high)}" y1="${middle}" y2="${middle}"/>`,
    `<text class="dim" x="${WIDTH - MARGIN}" y="${middle + 4}" text-anchor="end">${figure(found.median)}</text></g>`,
  ].join('');
}

/** The part as one SVG document. */
export function asSvg(id: string, result: PartResult): string {
  const groups = groupsOf(result);
  let top = TITLE_HEIGHT;
  const parts: string[] = [];
  for (const { unit, rows } of groups) {
    const most = Math.max(...rows.map(({ found }) => found?.high ?? 0)) || 1;
    const scale = (value: number): number => (value / most) * BAR_WIDTH;
    parts.push(`<text class="dim" x="${LABEL_WIDTH}" y="${top + 16}">${escaped(unit)}</text>`);
    top += UNIT_HEIGHT;
    for (const one of rows) {
      parts.push(barOf(one, top, scale));
      top += ROW_HEIGHT;
    }
  }
  const title = escaped(`${id}: ${result.title}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + MARGIN}" role="img" aria-label="${title}">`,
    `<style>${STYLE}</style>`,
    `<text x="${MARGIN}" y="22" font-weight="600">${title}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
