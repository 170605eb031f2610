// What differs between two values made of plain objects, as one entry per leaf with its dotted path. Pure.
import type { Change, ChangeKind } from '../contract/journal.ts';

export interface Difference {
  /** Such as `stream.allowedLatenessMs`. */
  path: string;
  before: unknown;
  after: unknown;
}

type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Leaves that differ, sorted by path; a leaf that one side lacks is undefined there. Lists count as leaves. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (!isPlain(before) || !isPlain(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) =>
    differences(before[name], after[name], path === '' ? name : `${path}.${name}`),
  );
}

export interface ChangeOrigin {
  at: number;
  by: string;
  runId: string | null;
}

/** One change per setting that differs; missing values read as null. */
export function diffSettings(
  before: unknown,
  after: unknown,
  origin: ChangeOrigin,
  kind: ChangeKind = 'settings',
): Change[] {
  return differences(before, after).map(({ path, before: was, after: is }) => ({
    at: origin.at,
    kind,
    subject: path,
    before: was ?? null,
    after: is ?? null,
    by: origin.by,
    runId: origin.runId,
  }));
}
