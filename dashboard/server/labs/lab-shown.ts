// A lab and where its learner stands, as the page shows them. Reads progress and the names of files; changes nothing. Hints that were not asked
// for and reasons that were not earned stay here.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Answer } from '../../../labs/answer.ts';
import { diffText } from '../../../labs/diff-text.ts';
import { startText } from '../../../labs/diff-workspace.ts';
import type { LabRun } from '../../../labs/facts.ts';
import { type FileProblem, lineNamed, problemIn } from '../../../labs/file-problem.ts';
import type { LabStep } from '../../../labs/lab.ts';
import { yourVariant } from '../../../labs/lab-runs.ts';
import { currentStep, isBlind, type Seat, standOf } from '../../../labs/play-lab.ts';
import type { LabProgress } from '../../../labs/progress.ts';
import { filesOf, isStarted, SETTINGS_FILE, workspaceOf } from '../../../labs/workspace.ts';
import { type WorkspaceFile as FileNow, GONE, readFileNow } from '../../../labs/workspace-files.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type {
  Lab,
  LabRunBrief,
  LabStand,
  LabSummary,
  StepStand,
  WorkspaceFile,
} from '../../contract/labs.ts';

/** One line of the course. */
export function summaryOf({ lab, ...seat }: Seat): LabSummary {
  const { since, finished } = standOf({ lab, ...seat });
  const { id, number, title, idea, minutes } = lab;
  const steps = lab.steps.map((step) => ({
    id: step.id,
    title: step.title,
    finished: finished.has(step.id),
  }));
  return { id, number, title, idea, minutes, started: since !== null, steps };
}

/** The lab's words; what a blind run is stands in none of them. */
export async function labOf(seat: Seat): Promise<Lab> {
  const { lab } = seat;
  const { id, number, title, idea, minutes } = lab;
  return {
    id,
    number,
    title,
    idea,
    minutes,
    text: readFileSync(join(lab.folder, 'README.md'), 'utf8'),
    runs: await Promise.all(
      lab.runs.map(async (spec) => ({
        id: spec.id,
        scenario: isBlind(seat, spec) ? null : spec.scenario,
        variant: isBlind(seat, spec) ? null : await yourVariant(spec),
        seed: spec.seed,
        says: spec.says,
      })),
    ),
    steps: lab.steps.map(({ id: step, title: its, does, run, file, hints, prediction }) => ({
      id: step,
      title: its,
      does,
      run,
      file,
      hints: hints.length,
      prediction: prediction
        ? { question: prediction.question, choices: prediction.choices.map((one) => ({ ...one })) }
        : null,
    })),
  };
}

/** What an answer says of a file itself, as broken YAML and broken SQL make it say. */
function problemSaid({ file }: LabStep, { outcome, evidence, next }: Answer): FileProblem | null {
  if (outcome !== 'wrong') return null;
  const files = [file, SETTINGS_FILE].filter((one) => lineNamed(evidence, one) !== null);
  return (
    files.map((one) => ({
      file: one,
      line: lineNamed(evidence, one),
      message: evidence,
      hint: next || null,
    }))[0] ?? null
  );
}

function stepStand(
  step: LabStep,
  { finished, answers, hints, predictions, compared }: LabProgress,
): StepStand {
  const passed = finished.get(step.id);
  const said = answers.get(step.id);
  const met = compared.get(step.id);
  return {
    id: step.id,
    state: passed ? 'passed' : (said?.answer.outcome ?? 'open'),
    checkedAt: passed?.at ?? said?.at ?? null,
    evidence: passed?.evidence ?? said?.answer.evidence ?? null,
    next: passed ? null : (said?.answer.next ?? null),
    problem: passed || !said ? null : problemSaid(step, said.answer),
    hints: step.hints.slice(0, hints.get(step.id) ?? 0),
    predicted: predictions.get(step.id) ?? null,
    compared:
      met && step.prediction ? { run: met.run, shown: met.shown, because: step.prediction.because } : null,
  };
}

/** Where the learner stands now, and which texts their files hold. */
export function standShown(seat: Seat): LabStand {
  const { lab, stateDir } = seat;
  const progress = standOf(seat);
  const workspace = workspaceOf(stateDir, lab);
  const started = isStarted(workspace);
  return {
    id: lab.id,
    since: started ? progress.since : null,
    current: currentStep(seat)?.id ?? null,
    steps: lab.steps.map((step) => stepStand(step, progress)),
    folder: relative(process.cwd(), workspace.folder),
    files: started ? filesOf(lab, 'start').map((name) => markShown(seat, name)) : [],
  };
}

/** A file the page does not touch keeps the lab from nothing: it says why when it is opened. */
function markShown({ lab, stateDir }: Seat, name: string): LabStand['files'][number] {
  try {
    const file = readFileNow(lab, workspaceOf(stateDir, lab), name);
    return { name, mark: file?.mark ?? GONE, savedAt: file?.savedAt ?? null };
  } catch (error) {
    if (error instanceof LakequakeError) return { name, mark: error.message.slice(0, 64), savedAt: null };
    throw error;
  }
}

/** A file with what differs from the one handed out, and what is wrong with it. */
export function fileShown({ lab }: Seat, name: string, file: FileNow | null): WorkspaceFile {
  if (file === null) return { name, text: null, mark: GONE, savedAt: null, diff: [], problem: null };
  return { ...file, diff: diffText(startText(lab, name), file.text), problem: problemIn(name, file.text) };
}

/** What a run came to, in a line or two; of a blind one only that it is there. */
export function briefOf(
  run: LabRun | undefined,
  { blind, hasRecording }: { blind: boolean; hasRecording: (runId: string) => boolean },
): LabRunBrief | null {
  if (run?.result == null) return null;
  const { runId, at } = run;
  const recorded = hasRecording(runId);
  const sealed = { runId, at, verdict: null, findings: [], inconclusiveBecause: null, damageUnseen: false };
  // Its recording names nothing: to watch it again is how one finds out.
  if (blind) return { ...sealed, hasRecording: recorded };
  const { verdict, evidence, inconclusiveBecause, damageUnseen } = run.result;
  const findings = evidence.map(({ id, title, count }) => ({ id, title, count }));
  return {
    runId,
    at,
    verdict,
    findings,
    inconclusiveBecause,
    damageUnseen,
    hasRecording: recorded,
  };
}
