// `chaos suite`: the variants chosen, or a user's settings against every scenario, or what keeps the suite honest.
import { join, resolve } from 'node:path';
import { listScenarios } from '../../chaos/run.ts';
import { leftOut, leftOutText } from '../../chaos/suite/fast-coverage.ts';
import { fitEngine } from '../../chaos/suite/fit-engine.ts';
import { honestyMarkdown } from '../../chaos/suite/honesty.ts';
import { chosenVariants, planSuite, type Selection, type SuiteMode } from '../../chaos/suite/plan.ts';
import { suitePage } from '../../chaos/suite/suite-page.ts';
import { writeReport } from '../../chaos/suite/suite-reports.ts';
import { suiteJunit, suiteMarkdown, suiteTerminal } from '../../chaos/suite/suite-text.ts';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { chooseRuntime } from '../../pipeline/runtime/choose-runtime.ts';
import { loadSettings } from '../../pipeline/runtime/settings-file.ts';
import type { CommandInput } from '../command.ts';
import { doJob } from '../control/do-job.ts';
import type { SuiteValue } from '../control/suite/suite-job.ts';
import { engineOf, wantedEngine } from '../engine-option.ts';
import { numberOption } from '../options.ts';
import { runtimeOption } from '../runtime-option.ts';

/** Runs that touch only data, side by side: one at a time keeps latencies as they are; the short suite is to be short. */
const JOBS = 1;
const FAST_JOBS = 2;

/** `page`: where to write the HTML page, after --html. */
export async function suite(input: CommandInput, page: string | undefined): Promise<number> {
  const { flags } = input;
  if (page !== undefined && flags.html !== true)
    throw new LakequakeError('bad-argument', `'${page}' is not expected here`, {
      hint: 'choose scenarios with --scenario a,b',
    });
  const mode = modeOf(input);
  const scenarios = await listScenarios();
  const engine = wantedEngine(input);
  const { runs, others } = await fitEngine(scenarios, planSuite(scenarios, selectionOf(input), mode), engine);
  for (const { because } of others) input.progress(`left out: ${because}`);
  const missing = leftOutText(leftOut(scenarios, chosenVariants(scenarios, selectionOf(input))));
  if (flags.fast === true && missing !== undefined) input.progress(missing);
  const file = flags.settings as string | undefined;
  const settings = file === undefined ? null : loadSettings(resolve(file));
  const { exitCode, value } = await doJob(
    input,
    {
      kind: 'suite',
      mode,
      runs,
      seed: numberOption(input, 'seed', { min: 0 }) ?? null,
      settings,
      runtime: await chooseRuntime(input.stateDir, runtimeOption(input)),
      engine: await engineOf(input),
      fresh: flags.fresh === true,
      keep: flags.keep === true,
      jobs: numberOption(input, 'jobs', { min: 1, max: 8 }) ?? (flags.fast === true ? FAST_JOBS : JOBS),
      gather: flags.gather === true,
    },
    file,
  );
  const done = value as SuiteValue;
  if (flags.junit !== undefined) writeReport(resolve(String(flags.junit)), suiteJunit(done));
  if (page !== undefined) writeReport(resolve(page), suitePage(done));
  const honesty = honestyMarkdown(scenarios, done);
  if (flags.out !== undefined) writeReport(resolve(String(flags.out)), honesty ?? suiteMarkdown(done));
  const { results, totals } = done;
  input.out(
    input.json
      ? JSON.stringify({ results, totals })
      : `${suiteTerminal(done)}\n\nreport    ${join(done.folder, 'report.html')}`,
  );
  return exitCode;
}

function modeOf({ flags }: CommandInput): SuiteMode {
  const asked = [
    ...(flags.settings === undefined ? [] : ['yours' as const]),
    ...(flags.unprotected === true ? ['unprotected' as const] : []),
    ...(flags.disarmed === true ? ['disarmed' as const] : []),
  ];
  if (asked.length > 1)
    throw new LakequakeError(
      'bad-argument',
      'of --settings, --unprotected and --disarmed a suite takes one',
      {
        hint: 'run them one after the other',
      },
    );
  return asked[0] ?? 'expected';
}

function selectionOf({ flags }: CommandInput): Selection {
  const list = (name: string) => (flags[name] as string | undefined)?.split(',').filter(Boolean);
  return {
    scenarios: list('scenario') ?? null,
    tags: list('tag') ?? null,
    variants: list('variant') ?? null,
    fast: flags.fast === true,
  };
}
