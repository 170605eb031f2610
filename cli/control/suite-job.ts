// Runs several variants one after the other on one session and adds their verdicts up.
import { exitCodeOfResult, type RunResult } from '../../chaos/result.ts';
import { EXIT } from '../../pipeline/contract/errors.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import type { JobHooks, JobResult } from './jobs.ts';
import { runScenarioJob } from './scenario-job.ts';
import type { Session } from './session.ts';

export interface SuiteRequest {
  runs: { scenario: string; variant: string; without?: string }[];
  seed: number;
  settings: Settings | null;
  disarmed?: boolean;
}

export interface SuiteTotals {
  runs: number;
  asExpected: number;
  held: number;
  broken: number;
  inconclusive: number;
}

export async function runSuiteJob(
  session: Session,
  request: SuiteRequest,
  hooks: JobHooks,
): Promise<JobResult> {
  const results: RunResult[] = [];
  for (const { scenario, variant, without } of request.runs) {
    const { seed, settings, disarmed = false } = request;
    const run = { name: scenario, variant, seed, settings, disarmed, ...(without ? { without } : {}) };
    const { value } = await runScenarioJob(session, run, hooks);
    const result = value as RunResult;
    hooks.progress(
      `== ${scenario}/${variant}: ${result.verdict}${result.asExpected ? '' : ' (NOT as expected)'} ${result.seconds} s`,
    );
    results.push(result);
  }
  const count = (wanted: (result: RunResult) => boolean) => results.filter(wanted).length;
  const totals: SuiteTotals = {
    runs: results.length,
    asExpected: count(({ asExpected }) => asExpected),
    held: count(({ verdict }) => verdict === 'held'),
    broken: count(({ verdict }) => verdict === 'broken'),
    inconclusive: count(({ verdict }) => verdict === 'inconclusive'),
  };
  const worst = results.map(exitCodeOfResult).find((code) => code !== EXIT.ok) ?? EXIT.ok;
  return { exitCode: worst, value: { results, totals } };
}
