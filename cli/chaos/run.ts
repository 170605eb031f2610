// `chaos run`: one variant of a scenario, to its verdict.
import { resolve } from 'node:path';
import { variantsOn } from '../../chaos/engine-fit.ts';
import { saysOverruled } from '../../chaos/overruled.ts';
import { refuseOtherEngine } from '../../chaos/plan-run.ts';
import type { RunResult } from '../../chaos/result.ts';
import { listScenarios } from '../../chaos/run.ts';
import type { Scenario } from '../../chaos/scenario.ts';
import { variantOf, YOURS } from '../../chaos/variants.ts';
import { whyNotVariant } from '../../chaos/why-not-here.ts';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { chooseRuntime } from '../../pipeline/runtime/choose-runtime.ts';
import { loadSettings } from '../../pipeline/runtime/settings-file.ts';
import type { CommandInput } from '../command.ts';
import { doJob } from '../control/do-job.ts';
import { engineOf, wantedEngine } from '../engine-option.ts';
import { numberOption } from '../options.ts';
import { runtimeOption } from '../runtime-option.ts';

/** The verdict in a few lines: what was expected, what was found, the first events of it. */
export function renderResult(result: RunResult): string {
  const evidence = result.evidence.flatMap(({ id, count, means, examples }) => [
    `  ${id}: ${count}. ${means}`,
    ...examples.slice(0, 3).map(
      (example) =>
        `    ${Object.entries(example)
          .filter(([, value]) => value !== null)
          .map(([key, value]) => `${key} ${String(value)}`)
          .join(' · ')}`,
    ),
  ]);
  const seen = result.detection.map(({ fault, first }) =>
    first === null
      ? `  ${fault}: no signal noticed it`
      : `  ${fault}: ${first.signal} after ${first.seconds} s`,
  );
  const settling = result.phases.find(({ phase }) => phase === 'settle')?.says;
  return [
    `${result.scenario} / ${result.variant} / seed ${result.seed}${onOther(result)}`,
    `verdict   ${result.verdict}${againstExpected(result)}`,
    ...(result.refused === null ? [] : [`refused   ${result.refused.says}`]),
    ...(result.inconclusiveBecause === null ? [] : [`because   ${result.inconclusiveBecause}`]),
    ...(evidence.length > 0 ? ['evidence', ...evidence] : ['evidence  no checker found anything']),
    ...(settling ? [`settling  ${settling}`] : []),
    ...(seen.length > 0 ? ['detection', ...seen] : []),
    ...(result.damageUnseen ? ['  the damage: no signal noticed it'] : []),
    ...result.diagnoses.map(({ question, cause, says }) => `asked     ${question} → ${cause}: ${says}`),
    ...(result.refused === null ? [`recovery  ${recoveryOf(result)}`] : []),
    `report    npx lakequake chaos report ${result.runId}`,
  ].join('\n');
}

function againstExpected({ asExpected, refused, expected }: RunResult): string {
  if (asExpected) return ', as expected';
  return refused === null
    ? `, expected ${expected.verdict}`
    : ': it was refused at the start, and nothing was sent';
}

const recoveryOf = ({ recoverySeconds }: RunResult): string =>
  recoverySeconds === null ? 'not by the deadline' : `${recoverySeconds} s`;

/** Before a cluster is started for nothing. */
async function refuseImpossible(input: CommandInput, scenario: Scenario, variant: string): Promise<void> {
  const runtime = await chooseRuntime(input.stateDir, runtimeOption(input));
  const why = await whyNotVariant(runtime, scenario, variant);
  if (why === null) return;
  throw new LakequakeError('tool-missing', why, {
    hint: 'Run it with --runtime docker; a folder whose Kafka is embedded cannot change, so give another with --state.',
  });
}
/** duckdb is what is meant where nothing is said. */
const onOther = ({ engine = 'duckdb' }: RunResult): string => (engine === 'duckdb' ? '' : ` / on ${engine}`);

/** Without a variant: the user’s own settings when some are given, else the first. */
export async function run(input: CommandInput, name: string | undefined): Promise<number> {
  if (name === undefined)
    throw new LakequakeError('bad-argument', 'chaos run needs the name of a scenario', {
      hint: 'see `npx lakequake chaos list`',
    });
  const scenario = (await listScenarios()).find(({ id }) => id === name);
  if (scenario === undefined)
    throw new LakequakeError('not-found', `there is no scenario '${name}'`, {
      hint: 'see `npx lakequake chaos list`',
    });
  const engine = wantedEngine(input);
  const [first] = await variantsOn(scenario, engine);
  const usual = input.flags.settings === undefined ? (first ?? Object.keys(scenario.variants)[0]!) : YOURS;
  const variant = (input.flags.variant as string | undefined) ?? usual;
  variantOf(scenario, variant);
  await refuseImpossible(input, scenario, variant);
  const seed = numberOption(input, 'seed', { min: 0 }) ?? Date.now() % 100_000;
  const file = input.flags.settings as string | undefined;
  const settings = file === undefined ? null : loadSettings(resolve(file));
  const disarmed = input.flags.disarmed === true;
  const without = input.flags.without as string | undefined;
  await refuseOtherEngine(scenario, variant, engine, without);
  input.progress(`seed ${seed}`);
  const { exitCode, value } = await doJob(
    input,
    {
      kind: 'scenario',
      name,
      variant,
      seed,
      settings,
      disarmed,
      engine: await engineOf(input),
      ...(without ? { without } : {}),
    },
    file,
  );
  const result = value as RunResult;
  const notes = (result.overruled ?? []).map((one) => `note      ${saysOverruled(one)}`);
  input.out(input.json ? JSON.stringify(result) : [renderResult(result), ...notes].join('\n'));
  return exitCode;
}
