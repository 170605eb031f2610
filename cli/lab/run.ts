// `lab run`: the lab's scenario and seed with the workspace's pipeline.yaml, after the prediction. Without a terminal the prediction comes
// from --answer or from `lab predict`; a run is not made before there is one.
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { RunResult } from '../../chaos/result.ts';
import { RECORDING_FILE } from '../../dashboard/server/recording/format.ts';
import {
  isBlind,
  openPrediction,
  predict,
  requireStarted,
  runLab,
  runNamed,
  type Seat,
} from '../../labs/play-lab.ts';
import { askedAs } from '../../labs/prediction.ts';
import { EXIT, LakequakeError } from '../../pipeline/contract/errors.ts';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { renderResult } from '../chaos/run.ts';
import type { CommandInput } from '../command.ts';
import { openRunner } from './runner.ts';

async function askPrediction(input: CommandInput, seat: Seat, run: string): Promise<void> {
  const step = openPrediction(seat, run);
  if (step?.prediction === undefined) return;
  const given = input.flags.answer as string | undefined;
  if (given !== undefined) {
    predict(seat, step, given);
    return;
  }
  const lines = askedAs(step.prediction);
  if (!process.stdin.isTTY || input.json)
    throw new LakequakeError('bad-argument', `predict first: ${lines.join('\n')}`, {
      hint: `answer with \`npx lakequake lab predict ${seat.lab.number} a\`, or with --answer a`,
    });
  for (const line of lines) input.progress(line);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    predict(seat, step, await terminal.question('your answer: '));
  } finally {
    terminal.close();
  }
}

/** Exit code 0 for any verdict that proves something, 5 when it proves nothing. */
export async function run(input: CommandInput, seat: Seat, word: string | undefined): Promise<number> {
  requireStarted(seat);
  const spec = runNamed(seat, word);
  await askPrediction(input, seat, spec.id);
  const runner = openRunner(input);
  try {
    const start = input.flags.start === true;
    const blind = isBlind(seat, spec);
    const { result, compared, overruled } = await runLab(seat, spec, { start, run: runner.run });
    if (blind) return sealedEnd(input, result, compared);
    const trail = result.evidence
      .flatMap(({ examples }) => examples.map((one) => one.event_id))
      .find((id) => typeof id === 'string');
    const more = trail === undefined ? [] : [`one event  npx lakequake trace ${String(trail)}`];
    const query = [`ask it     npx lakequake sql --run ${result.runId} "SELECT …"`];
    input.out(
      input.json
        ? JSON.stringify({ result, compared, overruled })
        : [
            renderResult(result),
            ...more,
            ...query,
            ...overruled.map((one) => `note       ${one}`),
            ...compared,
          ].join('\n'),
    );
    return result.verdict === 'inconclusive' ? EXIT.inconclusive : EXIT.ok;
  } finally {
    await runner.close();
  }
}

/** Of a blind run only that it is over, and where one may look. */
function sealedEnd(input: CommandInput, { runId, verdict }: RunResult, compared: string[]): number {
  const lines = [
    `run ${runId} is over; what it was stays under seal until you have named it`,
    `see it     npx lakequake replay ${join(input.stateDir, STATE.runs, runId, RECORDING_FILE)}`,
    `ask it     npx lakequake sql --run ${runId} "SELECT …"`,
    `logs       npx lakequake logs source --run ${runId}   (or processor-1, broker-2, …)`,
    ...compared,
  ];
  input.out(input.json ? JSON.stringify({ result: { runId, sealed: true }, compared }) : lines.join('\n'));
  return verdict === 'inconclusive' ? EXIT.inconclusive : EXIT.ok;
}
