// A run of which nobody is told what it is: no name, no phase, no fault, no verdict; its journal is sealed. A game day's faults wait for a mitigation,
// which its diary tells of.
import type { StampedEntry } from '../../chaos/journal.ts';
import { runScenario } from '../../chaos/run.ts';
import { isMitigated, writeDiary } from '../../labs/game-day/diary.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { JobResult } from './jobs.ts';
import { newRun } from './new-run.ts';
import type { ScenarioHooks, ScenarioRequest } from './scenario-job.ts';
import type { Session } from './session.ts';

export interface Blind {
  /** The game day it belongs to, whose faults wait for a mitigation; null: a run like others, but blind. */
  game: string | null;
  holdSeconds: number;
}

/** What stands in for the result of a blind run. */
export interface BlindResult {
  runId: string;
  sealed: true;
}

/** A run of which only its id and its end are told; what it holds is in the game's diary and in a journal under seal. */
export async function runBlind(
  session: Session,
  request: ScenarioRequest & { blind?: Blind },
  hooks: ScenarioHooks,
): Promise<JobResult> {
  const { stateDir, cluster, admin } = session;
  const { game, holdSeconds } = request.blind!;
  const hold = { seconds: holdSeconds, released: () => game !== null && isMitigated(stateDir, game) };
  let runId = '';
  const begun = (entry: StampedEntry) => {
    hooks.onEntry?.(entry);
    if (entry.type !== 'start') return;
    runId = entry.runId;
    if (game !== null) writeDiary(stateDir, { type: 'run', game, runId });
    hooks.progress(`run ${runId} is under way`);
  };
  let says: string | null = null;
  try {
    await runScenario(
      { stateDir, cluster, admin, newRun: (options) => newRun(session, options) },
      {
        scenario: request.name,
        variant: request.variant,
        seed: request.seed,
        settings: request.settings,
        signal: hooks.signal,
        disarmed: request.disarmed ?? false,
        sideBySide: request.sideBySide ?? false,
        sealed: true,
        ...(game === null ? {} : { hold }),
        onSystem: ({ run }) => hooks.onRun?.(run),
        onEvent: begun,
      },
    );
  } catch (error) {
    says = error instanceof LakequakeError ? error.message : 'the run failed';
    throw error;
  } finally {
    if (game !== null) writeDiary(stateDir, { type: 'ended', game, says });
  }
  const value: BlindResult = { runId, sealed: true };
  return { exitCode: EXIT.ok, value };
}
