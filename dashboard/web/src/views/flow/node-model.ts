// A part of the lab as Flow draws it, and the words that every kind of part shares. A node that is missing has no numbers: the last ones are
// not the present ones.
import type { LabState } from '../../../../contract.ts';
import { seconds, timeOfDay } from '../../format/number.ts';
import type { Health, Part } from './health.ts';

export interface Chip {
  partition: number;
  role: 'leader' | 'in-sync' | 'out-of-sync' | 'unknown';
}
export interface NodeModel {
  id: string;
  kind: 'source' | 'broker' | 'controller' | 'processor' | 'table' | 'ledger';
  title: string;
  health: Health;
  /** The number to read from afar. */
  main: string;
  sub: string;
  /** A second small line. */
  note: string;
  /** Small, beside the title. */
  aside: string;
  chips: Chip[];
  /** What was done to it, while a fault acts on it. */
  fault: FaultMark | null;
}
export interface FaultMark {
  label: string;
  /** ms until it ends as planned, or null. */
  leftMs: number | null;
}

/** Words for a part that does not work, and for how long. */
export function trouble(part: Part, health: Health, now: number): string {
  if (health === 'missing')
    return part.reportedAt === null ? 'never reported' : `missing ${seconds(now - part.reportedAt)}`;
  return part.since === null ? part.state : `${part.state} ${seconds(now - part.since)}`;
}

/** When what is shown was true for the last time, for a part that does not report. */
export const staleNote = (part: Part, health: Health) =>
  health === 'missing' && part.reportedAt !== null ? `stale since ${timeOfDay(part.reportedAt)}` : '';

/** The fault that acts on a part now; one that names no part of its kind acts on all of them. */
export function faultOn(lab: LabState, now: number, kind: string, name: string | null): FaultMark | null {
  const fault = lab.faults.find(
    (one) => one.endedAt === null && one.target.kind === kind && (one.target.name ?? name) === name,
  );
  return fault ? { label: fault.label, leftMs: fault.until === null ? null : fault.until - now } : null;
}
