// What a learner has done, as append-only JSONL in the state folder: nothing is ever changed, so it survives every restart. Where a lab
// stands is a fold over it. A reset begins the lab anew, finished steps and all: what a check says, it has looked at since.
import { join } from 'node:path';
import { STATE } from '../pipeline/contract/run-spec.ts';
import { appendEntries, readEntries } from '../pipeline/runtime/entry-log.ts';
import type { Answer } from './answer.ts';

export type ProgressEntry =
  | { type: 'started' | 'reset' | 'solved'; lab: string }
  | { type: 'predicted'; lab: string; step: string; choice: string }
  | { type: 'hinted'; lab: string; step: string }
  | { type: 'compared'; lab: string; step: string; run: string; shown: string }
  | { type: 'checked'; lab: string; step: string; answer: Answer }
  /** `given`: passed over, because the facilitator of a workshop sent the seat on. */
  | { type: 'passed'; lab: string; step: string; evidence: string; given?: boolean };

export type StampedProgress = ProgressEntry & { at: number };

export interface LabProgress {
  /** ms since the epoch of the last start or reset; runs before it do not count. Null: never started. */
  since: number | null;
  finished: ReadonlyMap<string, { at: number; evidence: string }>;
  predictions: ReadonlyMap<string, string>;
  hints: ReadonlyMap<string, number>;
  /** Steps whose prediction has met its run: which one, and the choice it showed to be right. */
  compared: ReadonlyMap<string, { run: string; shown: string }>;
  /** What the last check said of a step that it did not pass. */
  answers: ReadonlyMap<string, { at: number; answer: Answer }>;
}

const fileOf = (stateDir: string) => join(stateDir, STATE.workspaces, 'progress.jsonl');

/** Appends an entry, with the time of now. */
export function writeProgress(stateDir: string, entry: ProgressEntry): void {
  appendEntries(fileOf(stateDir), [{ at: Date.now(), ...entry }]);
}

/** All entries; a line torn by a killed writer is left out. */
export const readProgress = (stateDir: string): StampedProgress[] => readEntries(fileOf(stateDir));

/** Where one lab stands. Pure. What lies before its last start or reset counts no more. */
export function progressOf(entries: readonly StampedProgress[], lab: string): LabProgress {
  let since: number | null = null;
  const finished = new Map<string, { at: number; evidence: string }>();
  const predictions = new Map<string, string>();
  const hints = new Map<string, number>();
  const compared = new Map<string, { run: string; shown: string }>();
  const answers = new Map<string, { at: number; answer: Answer }>();
  for (const entry of entries) {
    if (entry.lab !== lab) continue;
    if (entry.type === 'started' || entry.type === 'reset') {
      since = entry.at;
      finished.clear();
      predictions.clear();
      hints.clear();
      compared.clear();
      answers.clear();
    }
    if (entry.type === 'predicted') predictions.set(entry.step, entry.choice);
    if (entry.type === 'compared') compared.set(entry.step, entry);
    if (entry.type === 'hinted') hints.set(entry.step, (hints.get(entry.step) ?? 0) + 1);
    if (entry.type === 'checked') answers.set(entry.step, entry);
    if (entry.type === 'passed') answers.delete(entry.step);
    if (entry.type === 'passed' && !finished.has(entry.step))
      finished.set(entry.step, { at: entry.at, evidence: entry.evidence });
  }
  return { since, finished, predictions, hints, compared, answers };
}
