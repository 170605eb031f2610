// The result as one table: aligned for a terminal, or Markdown. Every row says its median, how far the runs lie apart and how many there were.
import { busyLine, type Machine, machineLine } from '../machine.ts';
import type { PartResult, Ratio } from '../part.ts';
import { spreadOf } from '../spread.ts';

export interface ReportedPart {
  id: string;
  result: PartResult;
  /** Load of the last minute when it began and when it ended. */
  load: { before: number; after: number };
}

const HEAD = ['measured', 'median', 'lowest – highest', 'runs'];

/** Digits that mean something, with separators. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function rowsOf({ rows }: PartResult): string[][] {
  return rows.map((row) => {
    const found = spreadOf(row);
    if (found === null) return [row.label, 'skipped', row.skipped ?? 'not measured', '0'];
    const { median, low, high, runs } = found;
    const range = runs.length === 1 ? 'one run' : `${figure(low)} – ${figure(high)}`;
    return [row.label, `${figure(median)} ${row.unit}`, range, String(runs.length)];
  });
}

function targetOf(ratio: Ratio): string {
  const { value, target } = ratio;
  if (target === undefined) return '';
  const [wanted, reached] =
    'atLeast' in target
      ? [`at least ${figure(target.atLeast)}`, value !== null && value >= target.atLeast]
      : [`at most ${figure(target.atMost)}`, value !== null && value <= target.atMost];
  return value === null ? `target ${wanted}` : `target ${wanted}: ${reached ? 'reached' : 'not reached'}`;
}

function ratiosOf({ ratios }: PartResult): string[][] {
  return ratios.map((ratio) => [
    ratio.label,
    ratio.value === null ? 'no ratio' : `${figure(ratio.value)} ×`,
    ratio.value === null ? (ratio.why ?? 'not measured') : targetOf(ratio),
    '',
  ]);
}

const configurationOf = ({ configuration }: PartResult): string =>
  Object.entries(configuration)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');

const markdownRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** One Markdown table for everything, then the configuration of each part and the machine. */
export function asMarkdown(machine: Machine, parts: readonly ReportedPart[]): string {
  const table = parts.flatMap(({ id, result }) => [
    markdownRow([`**${id}**: ${result.title}`, '', '', '']),
    ...[...rowsOf(result), ...ratiosOf(result)].map(markdownRow),
  ]);
  const notes = parts.map(({ id, result, load }) => {
    const configuration = configurationOf(result);
    return `- ${id}: load ${load.before} before, ${load.after} after${configuration ? `; ${configuration}` : ''}`;
  });
  const busy = busyLine(machine);
  return [
    ...[markdownRow(HEAD), '|---|--:|---|--:|', ...table],
    ...['', machineLine(machine), ''],
    ...(busy === undefined ? [] : [busy, '']),
    ...notes,
    '',
  ].join('\n');
}

/** The same for a terminal. */
export function asText(machine: Machine, parts: readonly ReportedPart[]): string {
  const blocks = parts.map(({ id, result, load }) => {
    const cells = [HEAD, ...rowsOf(result), ...ratiosOf(result)];
    const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
    const lines = cells.map((row) =>
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[1]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    );
    const configuration = configurationOf(result);
    return [
      `${id}: ${result.title}`,
      ...lines.map((line) => `  ${line}`),
      `  load ${load.before} before, ${load.after} after`,
      ...(configuration ? [`  ${configuration}`] : []),
    ].join('\n');
  });
  const busy = busyLine(machine);
  return [...blocks, machineLine(machine), ...(busy === undefined ? [] : [busy])].join('\n\n');
}
