// Which log lines are shown of those that concern the subject. Pure.
import type { LogLine } from './answers.ts';

export interface LogFilter {
  process: string | null;
  find: string;
}

export function filtered(lines: readonly LogLine[], { process, find }: LogFilter): LogLine[] {
  const word = find.trim().toLowerCase();
  return lines.filter(
    (line) =>
      (process === null || line.process === process) &&
      (word === '' || line.text.toLowerCase().includes(word) || fieldsOf(line).toLowerCase().includes(word)),
  );
}

/** The fields of a line beside its text, as `name=value`. */
export function fieldsOf({ fields }: Pick<LogLine, 'fields'>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

/** Who wrote the lines, by how many. */
export function processesOf(lines: readonly LogLine[]): { name: string; lines: number }[] {
  const counts = new Map<string, number>();
  for (const { process } of lines) counts.set(process, (counts.get(process) ?? 0) + 1);
  return [...counts]
    .map(([name, many]) => ({ name, lines: many }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
