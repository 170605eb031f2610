// The journal of a run: append-only JSONL in its folder. Every line has its time; nothing is ever changed. The report, the dashboard and
// a replay read it.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { type Engine, STATE } from '../pipeline/contract/run-spec.ts';
import type { Notices } from '../pipeline/observe/signal.ts';
import type { Trail } from '../pipeline/observe/trace/conclude.ts';
import type { CheckResult } from './check-run.ts';
import type { Proof } from './fault.ts';
import type { RunResult } from './result.ts';
import type { ScheduledFault } from './scenario.ts';

export const PHASES = [
  'baseline',
  'inject',
  'observe',
  'heal',
  'recover',
  'settle',
  'verify',
  'journal',
] as const;
export type Phase = (typeof PHASES)[number];

export type JournalEntry =
  | {
      type: 'start';
      runId: string;
      scenario: string;
      variant: string;
      case: string;
      seed: number;
      settings: unknown;
      /** What processed the stream; duckdb when absent (runs of earlier versions). */
      engine?: Engine;
      /** Settings that differ from the defaults, by path. */
      changed: Record<string, unknown>;
      versions: Record<string, string>;
      schedule: ScheduledFault[];
      scheduleHash: string;
      /** What the scenario says of itself, so that a report needs nothing but the journal. */
      about?: { title: string; teaches: string; onlooker: string; variantTitle: string; because: string };
    }
  | { type: 'phase'; phase: Phase; state: 'begun' | 'done' | 'failed'; says?: string; acked: number }
  | {
      type: 'fault';
      fault: string;
      state: 'injected' | 'proved' | 'unproved' | 'undone';
      args: Record<string, unknown>;
      proof?: Proof | null;
    }
  | { type: 'signal'; signal: string; subject: string; says: string; notices: Notices; firedAt: number }
  | {
      type: 'sample';
      acked: number;
      ackP99Ms: number | null;
      lagMs: number | null;
      isr: number | null;
      active: string[];
      /** What the observation says of the whole. */
      well: boolean;
    }
  | { type: 'check'; check: CheckResult }
  /** The path of one of the worst events a checker found, while lake and ledger were there. */
  | { type: 'trace'; checker: string; trail: Trail }
  | { type: 'end'; result: RunResult }
  | { type: 'error'; code: string; message: string };

export type StampedEntry = JournalEntry & { at: number };

export interface Journal {
  readonly file: string;
  write(entry: JournalEntry): void;
}

/** A run's journal file. */
export function journalFile(stateDir: string, runId: string): string {
  return join(stateDir, STATE.runs, runId, 'journal.jsonl');
}

/**
 * Where a blind run's journal stands until it is revealed: under a name that no list of runs, report or page looks for. The seal hides it from
 * whoever asks the tools, not from whoever searches the disk.
 */
export function sealedJournalFile(stateDir: string, runId: string): string {
  return join(stateDir, STATE.runs, runId, 'journal.sealed.jsonl');
}

export const isSealed = (stateDir: string, runId: string): boolean =>
  existsSync(sealedJournalFile(stateDir, runId));

/** The run is a run like any other from now on. Idempotent. */
export function unseal(stateDir: string, runId: string): void {
  if (isSealed(stateDir, runId)) renameSync(sealedJournalFile(stateDir, runId), journalFile(stateDir, runId));
}

/** Opens the journal; every entry also goes to the listener. A disk that refuses ends the run, as it must. */
export function openJournal(file: string, listener: (entry: StampedEntry) => void): Journal {
  mkdirSync(dirname(file), { recursive: true });
  return {
    file,
    write(entry) {
      const stamped = { at: Date.now(), ...entry };
      appendFileSync(file, `${JSON.stringify(stamped)}\n`);
      listener(stamped);
    },
  };
}

/** All entries of a run. A torn last line (the runner was killed) is left out. Throws `not-found`. */
export function readJournal(file: string): StampedEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new LakequakeError('not-found', 'there is no journal of that run', {
      cause,
      hint: 'see `npx lakequake chaos list` and the runs folder',
    });
  }
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as StampedEntry);
}
