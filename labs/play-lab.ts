// What a learner does with a lab: start, predict, run, check, hint, reset, solve. Every function takes the state folder and the lab, changes
// the workspace or the progress, and gives back what there is to show. It knows no terminal and no page; how a run is made is a port.
// A reset is complete because every run brings its own topic, lake and ledger under its own id: runs made before do not count any more.
import type { RunResult } from '../chaos/result.ts';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { requireSpark } from '../pipeline/spark/require-spark.ts';
import type { Answer } from './answer.ts';
import { examineLab, type StepState } from './examine.ts';
import type { LabRun, Row } from './facts.ts';
import { gatherFacts, startSettings } from './gather-facts.ts';
import { type FoundLab, type LabRunSpec, type LabStep, runOf } from './lab.ts';
import { revealRuns } from './lab-runs.ts';
import { overruledSettings } from './overruled.ts';
import { choiceOf, comparePrediction } from './prediction.ts';
import { type LabProgress, progressOf, readProgress, writeProgress } from './progress.ts';
import type { RunLab } from './run-port.ts';
import { fill, isStarted, workspaceOf } from './workspace.ts';

export interface Seat {
  stateDir: string;
  lab: FoundLab;
}

export const standOf = ({ stateDir, lab }: Seat): LabProgress => progressOf(readProgress(stateDir), lab.id);

/** The first step that is not finished; undefined when all are. */
export function currentStep(seat: Seat): LabStep | undefined {
  const { finished } = standOf(seat);
  return seat.lab.steps.find(({ id }) => !finished.has(id));
}

/** Hands out the files unless a workspace is there. Gives whether it did. Throws `tool-missing` when its runs need what this machine has not. */
export function startLab({ stateDir, lab }: Seat): boolean {
  const workspace = workspaceOf(stateDir, lab);
  if (isStarted(workspace)) return false;
  if (lab.runs.some(({ engine }) => engine === 'spark')) requireSpark();
  fill(lab, workspace, 'start');
  writeProgress(stateDir, { type: 'started', lab: lab.id });
  return true;
}

/** Begins anew: the files as they were handed out; finished steps, predictions, hints and earlier runs count no more. */
export function resetLab({ stateDir, lab }: Seat): void {
  fill(lab, workspaceOf(stateDir, lab), 'start');
  writeProgress(stateDir, { type: 'reset', lab: lab.id });
}

/** Puts the solution over the workspace's files. It is still to be proved: the steps pass when its runs have been made. */
export function solveLab(seat: Seat): void {
  requireStarted(seat);
  fill(seat.lab, workspaceOf(seat.stateDir, seat.lab), 'solution', false);
  writeProgress(seat.stateDir, { type: 'solved', lab: seat.lab.id });
}

/** Throws `not-found` when the lab was not started. */
export function requireStarted({ stateDir, lab }: Seat): void {
  if (isStarted(workspaceOf(stateDir, lab))) return;
  throw new LakequakeError('not-found', `lab ${lab.number} has no workspace yet`, {
    hint: `start it with \`npx lakequake lab start ${lab.number}\``,
  });
}

/** The current step's next hint, and which of three it is. Undefined when all steps are finished. */
export function nextHint(seat: Seat): { step: LabStep; number: number; hint: string } | undefined {
  requireStarted(seat);
  const step = currentStep(seat);
  if (step === undefined) return undefined;
  const given = standOf(seat).hints.get(step.id) ?? 0;
  const index = Math.min(given, step.hints.length - 1);
  writeProgress(seat.stateDir, { type: 'hinted', lab: seat.lab.id, step: step.id });
  return { step, number: index + 1, hint: step.hints[index]! };
}

/** The step whose prediction is to be asked before that run is made; undefined when none is open. */
export function openPrediction(seat: Seat, run: string): LabStep | undefined {
  const { predictions } = standOf(seat);
  return seat.lab.steps.find(
    ({ id, run: its, prediction }) => its === run && prediction !== undefined && !predictions.has(id),
  );
}

/** Keeps a prediction. Throws `bad-argument` for no choice of this step. */
export function predict(seat: Seat, step: LabStep, given: string): string {
  const choice = choiceOf(step.prediction!, given);
  writeProgress(seat.stateDir, { type: 'predicted', lab: seat.lab.id, step: step.id, choice });
  return choice;
}

/** Which run a word means: one of the lab's; without a word the current step's. Throws `not-found`. */
export function runNamed(seat: Seat, word: string | undefined): LabRunSpec {
  const { lab } = seat;
  const id = word ?? currentStep(seat)?.run ?? lab.runs[0]!.id;
  const spec = lab.runs.find((one) => one.id === id);
  if (spec !== undefined) return spec;
  throw new LakequakeError('not-found', `lab ${lab.number} has no run '${id}'`, {
    hint: `choose one of: ${lab.runs.map((one) => one.id).join(', ')}`,
  });
}

/** Whether the learner is still to find out what that run is: no step judged on it has passed. */
export function isBlind(seat: Seat, { id, blind = false }: LabRunSpec): boolean {
  const { finished } = standOf(seat);
  return blind && !seat.lab.steps.some((step) => step.run === id && finished.has(step.id));
}

/** Makes the run with the workspace's settings (or those handed out). Throws `bad-settings` before anything is started. */
export async function runLab(
  seat: Seat,
  spec: LabRunSpec,
  { start, run }: { start: boolean; run: RunLab },
): Promise<{ result: RunResult; compared: string[]; overruled: string[] }> {
  requireStarted(seat);
  const settings = start ? startSettings(seat.lab) : factsOf(seat).settings();
  const overruled = await overruledSettings(seat.lab, spec, settings);
  const result = await run({ ...spec, blind: isBlind(seat, spec) }, settings);
  return { result, compared: compareOnce(seat, spec, result), overruled };
}

/** Only the first run that broke after a prediction is what was predicted: a later one may have been mended, and one that held was. */
function compareOnce(seat: Seat, spec: LabRunSpec, result: RunResult): string[] {
  const { predictions, compared } = standOf(seat);
  const step = seat.lab.steps.find(
    ({ id, run, prediction }) => run === spec.id && prediction !== undefined && !compared.has(id),
  );
  if (step?.prediction === undefined || result.verdict !== 'broken') return [];
  const shown = step.prediction.shownBy(result);
  if (shown !== null)
    writeProgress(seat.stateDir, {
      type: 'compared',
      lab: seat.lab.id,
      step: step.id,
      run: result.runId,
      shown,
    });
  return comparePrediction(step.prediction, predictions.get(step.id), result);
}

export const factsOf = (seat: Seat) =>
  gatherFacts({
    ...seat,
    workspace: workspaceOf(seat.stateDir, seat.lab),
    since: standOf(seat).since ?? 0,
  });

/** The learner's own query over the run it is judged on: with the settings handed out, or as the step says. Throws `not-found`, `bad-sql`. */
export async function askRun(
  seat: Seat,
  file: string | undefined,
): Promise<{ run: LabRun; file: string; rows: Row[] }> {
  requireStarted(seat);
  const { steps } = seat.lab;
  const wanted = file ?? [currentStep(seat), ...steps].find((step) => step?.file.endsWith('.sql'))?.file;
  const asking = (one: LabStep | undefined) => one?.file === wanted && one?.file.endsWith('.sql') === true;
  const step = [currentStep(seat), ...steps].find(asking);
  if (step === undefined)
    throw new LakequakeError('not-found', `lab ${seat.lab.number} asks no query ${wanted ?? ''}`.trim(), {
      hint: `look at its steps with \`npx lakequake lab check ${seat.lab.number}\``,
    });
  const facts = factsOf(seat);
  const asksNow = step.asks === 'now';
  const run = await (asksNow ? facts.now(step.run) : facts.before(step.run));
  if (run === undefined)
    throw new LakequakeError('not-found', 'there is no run to ask yet', {
      hint: `make it with \`${facts.howToRun(step.run, { start: !asksNow })}\``,
    });
  const rows = await facts.ask(run, facts.text(step.file), step.lakeOf).catch(named(step.file));
  return { run, file: step.file, rows };
}

/** Bad SQL with the file it stands in. */
const named =
  (file: string) =>
  (error: unknown): never => {
    if (!(error instanceof LakequakeError) || error.code !== 'bad-sql') throw error;
    const hint = error.hint ?? 'mend that line and ask again';
    throw new LakequakeError('bad-sql', `${file}: ${error.message}`, { cause: error, hint });
  };

/** Asks the open steps; keeps what passed for good, and what was said of the others until the next check. */
export async function checkLab(seat: Seat): Promise<StepState[]> {
  requireStarted(seat);
  const { finished } = standOf(seat);
  const states = await examineLab(seat.lab, factsOf(seat), (id) => finished.has(id));
  for (const { step, answer } of states) {
    if (answer === null) continue;
    writeProgress(seat.stateDir, { lab: seat.lab.id, step: step.id, ...keptAs(answer) });
    const spec = runOf(seat.lab, step.run);
    if (spec.blind && answer.outcome === 'passed') revealRuns(seat.stateDir, spec);
  }
  return states;
}

const keptAs = (answer: Answer) =>
  answer.outcome === 'passed'
    ? ({ type: 'passed', evidence: answer.evidence } as const)
    : ({ type: 'checked', answer } as const);
