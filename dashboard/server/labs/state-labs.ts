// Labs played on a state folder, by the functions the command line uses: what is done here shows there, and the other way round. Checks and
// queries run in a process of their own, one at a time; runs are jobs of the lab, whose phase is in the state.
import type { RunResult } from '../../../chaos/result.ts';
import type { FoundLab, LabRunSpec } from '../../../labs/lab.ts';
import {
  factsOf,
  isBlind,
  nextHint,
  openPrediction,
  predict,
  requireStarted,
  resetLab,
  runLab,
  runNamed,
  type Seat,
  solveLab,
  startLab,
} from '../../../labs/play-lab.ts';
import { findLab, listLabs } from '../../../labs/registry.ts';
import { SETTINGS_FILE, workspaceOf } from '../../../labs/workspace.ts';
import { readFileNow, saveFile } from '../../../labs/workspace-files.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { Settings } from '../../../pipeline/contract/settings.ts';
import { createGate } from '../inquiry/gate.ts';
import { ownProcess } from '../isolated/own-process.ts';
import type { LabDesk } from './lab-desk.ts';
import type { LabAnswer, LabQuestion } from './lab-messages.ts';
import { briefOf, fileShown, labOf, standShown, summaryOf } from './lab-shown.ts';

/** Starts a lab's run as a job: its id, and its result when it has ended. Throws `already-running`. */
export type StartLabRun = (
  spec: LabRunSpec,
  settings: Settings,
) => Promise<{ job: string; result: Promise<RunResult> }>;

export interface StateLabsOptions {
  stateDir: string;
  startRun: StartLabRun;
  hasRecording: (runId: string) => boolean;
  /** The process of checks is ended when it takes more than this. */
  mostMb?: number;
}

/** A check asks several queries of twenty seconds at most. */
const SILENT_MS = 120_000;

/** The labs of a state folder, as the page plays them; checks and queries run in a process of their own. */
export function stateLabs({ stateDir, startRun, hasRecording, mostMb = 1_600 }: StateLabsOptions): LabDesk {
  const gate = createGate({ atOnce: 1, waiting: 10 });
  const asker = ownProcess<LabQuestion, LabAnswer>({
    script: new URL('./lab-process.ts', import.meta.url),
    args: [stateDir],
    mostMb,
    idleMs: 60_000,
    silentMs: SILENT_MS,
  });
  const seatOf = async (id: string): Promise<Seat> => ({ stateDir, lab: await findLab(id) });
  const workspace = (lab: FoundLab) => workspaceOf(stateDir, lab);
  const after = async (id: string, act: (seat: Seat) => unknown) => {
    const seat = await seatOf(id);
    act(seat);
    return standShown(seat);
  };

  /** The job's id as soon as it has begun; what happens before that is thrown. */
  function begin(seat: Seat, spec: LabRunSpec, start: boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      const run = async (wanted: LabRunSpec, settings: Settings) => {
        const { job, result } = await startRun(wanted, settings);
        resolve(job);
        return result;
      };
      // Once it has begun, its failure is told by its job.
      runLab(seat, spec, { start, run }).catch(reject);
    });
  }

  return {
    list: async () => ({ labs: (await listLabs()).map((lab) => summaryOf({ stateDir, lab })) }),
    lab: async (id) => labOf(await seatOf(id)),
    stand: async (id) => standShown(await seatOf(id)),
    async runs(id) {
      const seat = await seatOf(id);
      const facts = factsOf(seat);
      const runs = seat.lab.runs.map(async (spec) => {
        const shown = { blind: isBlind(seat, spec), hasRecording };
        return {
          id: spec.id,
          before: briefOf(await facts.before(spec.id), shown),
          now: briefOf(await facts.now(spec.id).catch(unlessBroken), shown),
        };
      });
      return { runs: await Promise.all(runs) };
    },
    async file(id, file) {
      const seat = await seatOf(id);
      requireStarted(seat);
      return fileShown(seat, file, readFileNow(seat.lab, workspace(seat.lab), file));
    },
    start: (id) => after(id, startLab),
    reset: (id) => after(id, resetLab),
    solve: (id) => after(id, solveLab),
    predict: (id, step, choice) =>
      after(id, (seat) => {
        requireStarted(seat);
        predict(seat, predictedStep(seat, step), choice);
      }),
    hint: (id) => after(id, nextHint),
    async run(id, word, start) {
      const seat = await seatOf(id);
      requireStarted(seat);
      const spec = runNamed(seat, word);
      const open = openPrediction(seat, spec.id);
      if (open !== undefined)
        throw new LakequakeError('bad-argument', `predict first: ${open.prediction!.question}`, {
          hint: `answer it in step “${open.title}”; it is compared with what the run shows`,
        });
      const job = await begin(seat, spec, start);
      const whose = start ? `${SETTINGS_FILE} as handed out` : `your ${SETTINGS_FILE}`;
      return { job, done: `${spec.id} begins with ${whose}, seed ${spec.seed}.` };
    },
    async check(id) {
      const seat = await seatOf(id);
      requireStarted(seat);
      await gate.run(() => asker.ask({ kind: 'check', lab: id }));
      return standShown(seat);
    },
    async query(id, file) {
      requireStarted(await seatOf(id));
      const answer = await gate.run(() => asker.ask({ kind: 'query', lab: id, file }));
      if ('rows' in answer) return answer.rows;
      throw new LakequakeError('internal', 'the query was not answered', { hint: 'ask again' });
    },
    async save(id, file, text, base) {
      const seat = await seatOf(id);
      requireStarted(seat);
      const { saved, file: there } = saveFile(seat.lab, workspace(seat.lab), { name: file, text, base });
      return { saved, file: fileShown(seat, file, there) };
    },
    close: () => asker.close(),
  };
}

function predictedStep({ lab }: Seat, id: string) {
  const step = lab.steps.find((one) => one.id === id && one.prediction !== undefined);
  if (step !== undefined) return step;
  const asking = lab.steps.filter(({ prediction }) => prediction !== undefined);
  throw new LakequakeError('not-found', `no step '${id}' of lab ${lab.number} asks for a prediction`, {
    hint: `name one of: ${asking.map((one) => one.id).join(', ')}`,
  });
}

/** Broken settings have met no fault. */
function unlessBroken(error: unknown): undefined {
  if (error instanceof LakequakeError && ['bad-settings', 'not-found'].includes(error.code)) return undefined;
  throw error;
}
