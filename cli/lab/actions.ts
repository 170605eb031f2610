// `lab list | start | hint | reset | solve | diff | predict`: what needs no run. Thin: the engine does, this prints.
import { diffWorkspace } from '../../labs/diff-workspace.ts';
import {
  askRun,
  currentStep,
  nextHint,
  predict,
  requireStarted,
  resetLab,
  type Seat,
  solveLab,
  standOf,
  startLab,
} from '../../labs/play-lab.ts';
import { listLabs } from '../../labs/registry.ts';
import { filesOf, workspaceOf } from '../../labs/workspace.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import type { CommandInput } from '../command.ts';
import { introLines, listLine, stepLines } from './show.ts';

const ROWS_SHOWN = 20;

const say = (input: CommandInput, value: unknown, lines: readonly string[]): number => {
  input.out(input.json ? JSON.stringify(value) : lines.join('\n'));
  return EXIT.ok;
};

export async function list(input: CommandInput): Promise<number> {
  const rows = (await listLabs()).map((lab) => ({ lab, stand: standOf({ stateDir: input.stateDir, lab }) }));
  const value = rows.map(({ lab: { id, number, title, idea, minutes, steps }, stand }) => ({
    id,
    number,
    title,
    idea,
    minutes,
    started: stand.since !== null,
    steps: steps.map((step) => ({ id: step.id, title: step.title, finished: stand.finished.has(step.id) })),
  }));
  return say(
    input,
    value,
    rows.map(({ lab, stand }) => listLine(lab, stand)),
  );
}

function intro(input: CommandInput, seat: Seat, begun: string): number {
  const { folder } = workspaceOf(input.stateDir, seat.lab);
  const step = currentStep(seat);
  const value = { lab: seat.lab.id, workspace: folder, step: step?.id ?? null };
  const next = [
    `run it with \`npx lakequake lab run ${seat.lab.number}\`; \`lab check ${seat.lab.number}\` looks`,
  ];
  return say(input, value, [begun, ...introLines(seat.lab, folder, step), '', ...next]);
}

export async function start(input: CommandInput, seat: Seat): Promise<number> {
  const fresh = startLab(seat);
  return intro(
    input,
    seat,
    fresh ? 'the files are yours now' : 'started before; your files are as you left them',
  );
}

export async function reset(input: CommandInput, seat: Seat): Promise<number> {
  resetLab(seat);
  return intro(
    input,
    seat,
    'the files are as handed out; finished steps, predictions, hints and earlier runs do not count any more',
  );
}

export async function solve(input: CommandInput, seat: Seat): Promise<number> {
  solveLab(seat);
  const files = filesOf(seat.lab, 'solution');
  return say(input, { lab: seat.lab.id, files }, [
    `${files.join(', ')}: the solution is in your workspace`,
    'it is not proved yet: make the runs of the steps, then check',
  ]);
}

export async function hint(input: CommandInput, seat: Seat): Promise<number> {
  const found = nextHint(seat);
  if (found === undefined)
    return say(input, { hint: null }, ['every step is finished; there is nothing to hint at']);
  const { step, number, hint: text } = found;
  return say(input, { step: step.id, number, hint: text }, [
    `${step.title}, hint ${number} of 3`,
    `  ${text}`,
  ]);
}

export async function diff(input: CommandInput, seat: Seat): Promise<number> {
  requireStarted(seat);
  const files = diffWorkspace(seat.lab, workspaceOf(input.stateDir, seat.lab));
  const changed = files.filter(({ lines }) => lines.length > 0);
  const text = changed.flatMap(({ file, lines }) => [`${file} (- handed out, + yours)`, ...lines]);
  return say(input, files, text.length === 0 ? ['you have changed nothing yet'] : text);
}

/** `lab query N [FILE]`: your query over the run that its check looks at. */
export async function query(input: CommandInput, seat: Seat, word: string | undefined): Promise<number> {
  const { run, file, rows } = await askRun(seat, word);
  const shown = rows.slice(0, ROWS_SHOWN).map((row) =>
    Object.entries(row)
      .map(([key, value]) => `${key} ${String(value)}`)
      .join(' · '),
  );
  const count = `${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'row' : 'rows'}`;
  const head = `${file} over run ${run.runId}: ${count}`;
  const more = rows.length > ROWS_SHOWN ? ['  …'] : [];
  return say(input, { run: run.runId, file, rows }, [head, ...shown.map((line) => `  ${line}`), ...more]);
}

/** `lab predict NN CHOICE`: of the step named with --step, else of the first that asks and has no answer. */
export async function keepPrediction(
  input: CommandInput,
  seat: Seat,
  choice: string | undefined,
): Promise<number> {
  requireStarted(seat);
  const wanted = input.flags.step as string | undefined;
  const { predictions } = standOf(seat);
  const asking = seat.lab.steps.filter(({ prediction }) => prediction !== undefined);
  const step = asking.find(({ id }) => (wanted === undefined ? !predictions.has(id) : id === wanted));
  if (step === undefined)
    throw new LakequakeError('not-found', 'no step of this lab waits for a prediction', {
      hint: `name one with --step: ${asking.map(({ id }) => id).join(', ')}`,
    });
  if (choice === undefined)
    throw new LakequakeError('bad-argument', 'lab predict needs your answer', {
      hint: `give one of: ${step.prediction!.choices.map(({ id, says }) => `${id} (${says})`).join(', ')}`,
    });
  const kept = predict(seat, step, choice);
  return say(input, { step: step.id, choice: kept }, [`kept: ${kept}`, ...stepLines(seat.lab, step)]);
}
