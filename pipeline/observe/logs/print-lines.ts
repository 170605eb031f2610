// Log lines for a terminal: time, process, level, text, and the fields that are not in the text. Pure.
import type { FoundLine } from './collect.ts';

const QUIET_FIELDS = new Set(['runId']);

/** An entry each; further lines of one are indented under its text. */
export function printLines(lines: readonly FoundLine[]): string {
  const width = Math.max(8, ...lines.map((line) => line.process.length));
  return lines.map((line) => printLine(line, width)).join('\n');
}

function printLine({ at, process, level, text, fields }: FoundLine, width: number): string {
  const rest = Object.entries(fields)
    .filter(([name, value]) => !QUIET_FIELDS.has(name) && value !== null && value !== '')
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  const body = [text, ...rest].join(' ').replaceAll('\n', `\n${' '.repeat(27 + width)}`);
  return `${new Date(at).toISOString()}  ${process.padEnd(width)} ${level.toUpperCase().padEnd(5)} ${body}`;
}
