// A run that the pipeline refused to begin: the contract check at start-up said no. Nothing was sent, so nothing can be lost; the refusal
// is a protection and the run held. Without a fault to protect from (disarmed) it proves nothing.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Judged } from './judge-run.ts';
import type { Plan } from './plan-run.ts';
import type { RunResult } from './result.ts';
import { scheduleHash } from './scenario.ts';

const REFUSALS = new Set(['topic-misconfigured', 'contract-violated']);

type Refused = Plan & Judged & { disarmed: boolean };

/** The result, when the error is a refusal; undefined otherwise. */
export function refusedResult(error: unknown, refused: Refused): RunResult | undefined {
  if (!(error instanceof LakequakeError) || !REFUSALS.has(error.code)) return undefined;
  const { scenario, variant, variantName, seed, runId, schedule, disarmed, without } = refused;
  const verdict = disarmed ? 'inconclusive' : 'held';
  return {
    scenario: scenario.id,
    variant: variantName,
    seed,
    runId,
    verdict,
    expected: without === null ? variant.expect : { verdict: 'broken' },
    asExpected: !disarmed && without === null && variant.expect.refusal === error.code,
    inconclusiveBecause: disarmed ? 'it was refused at the start, and no fault was injected' : null,
    refused: { code: error.code, says: error.message },
    without: without?.path ?? null,
    evidence: [],
    detection: [],
    damageUnseen: false,
    diagnoses: [],
    recoverySeconds: null,
    phases: [],
    faults: [],
    totals: null,
    scheduleHash: scheduleHash(schedule),
    seconds: Math.round((performance.now() - refused.startedAt) / 10) / 100,
  };
}
