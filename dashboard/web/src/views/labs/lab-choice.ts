// What is open in the Labs view, read from the address. Pure. Without a choice one stands where one left off.
import type { Lab, LabStand } from '../../../../contract/labs.ts';

export const BEGIN = 'begin';
export const EXPLAIN = 'explain';

export interface LabChoice {
  /** `begin`, the id of a step, or `explain`. */
  part: string;
  /** The file in the editor; null where there is none. */
  file: string | null;
  /** Which half a narrow screen shows. */
  side: 'read' | 'do';
}

/** Where one goes on: the beginning before the start, then the first open step, then Explain. */
export function partToGoOn(lab: Lab, stand: Pick<LabStand, 'since' | 'current'>): string {
  if (stand.since === null) return BEGIN;
  return lab.steps.find(({ id }) => id === stand.current)?.id ?? EXPLAIN;
}

export function labChoice(query: URLSearchParams, lab: Lab, stand: LabStand): LabChoice {
  const known = [BEGIN, ...lab.steps.map(({ id }) => id), EXPLAIN];
  const asked = query.get('part');
  const part = asked !== null && known.includes(asked) ? asked : partToGoOn(lab, stand);
  const names = stand.files.map(({ name }) => name);
  const wanted = query.get('file');
  const own = lab.steps.find(({ id }) => id === part)?.file;
  const file =
    names.find((name) => name === wanted) ?? names.find((name) => name === own) ?? names[0] ?? null;
  return { part, file, side: query.get('side') === 'do' ? 'do' : 'read' };
}

/** The address of a part of a lab. */
export const partAddress = (lab: string, part: string): string =>
  `/labs?${new URLSearchParams({ lab, part })}`;
