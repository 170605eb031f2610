// A run in which nothing ran: the pipeline refused to begin, or its fault cannot be done on this cluster. A refusal (the contract check at start-up
// said no) is a protection: nothing was sent, so nothing can be lost, and the run held. Without a fault to protect from (disarmed), and where
// the fault cannot be done, it proves nothing.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import type { Judged } from './judge-run.ts';
import type { Plan } from './plan-run.ts';
import type { RunResult } from './result.ts';
import { scheduleHash } from './scenario.ts';

const REFUSALS = new Set(['topic-misconfigured', 'contract-violated']);

type Planned = Plan & Judged & { disarmed: boolean };

/** The result, when the error is a refusal; undefined otherwise. */
export function refusedResult(error: unknown, planned: Planned): RunResult | undefined {
  if (!(error instanceof LakequakeError) || !REFUSALS.has(error.code)) return undefined;
  const { variant, disarmed, without } = planned;
  return {
    ...nothingRan(planned),
    verdict: disarmed ? 'inconclusive' : 'held',
    asExpected: !disarmed && without === null && variant.expect.refusal === error.code,
    inconclusiveBecause: disarmed ? 'it was refused at the start, and no fault was injected' : null,
    refused: { code: error.code, says: error.message },
  };
}

/** The result of a run whose fault this cluster does not allow: nothing was started, so it proves nothing. */
export function unavailableResult(reason: string, planned: Planned): RunResult {
  return { ...nothingRan(planned), inconclusiveBecause: reason };
}

function nothingRan(planned: Planned): RunResult {
  const { scenario, variant, variantName, seed, engine, runId, schedule, without, overruled } = planned;
  return {
    scenario: scenario.id,
    variant: variantName,
    seed,
    engine,
    runId,
    verdict: 'inconclusive',
    expected: without === null ? variant.expect : { verdict: 'broken' },
    asExpected: false,
    inconclusiveBecause: null,
    refused: null,
    without: without?.path ?? null,
    overruled,
    evidence: [],
    detection: [],
    damageUnseen: false,
    diagnoses: [],
    recoverySeconds: null,
    phases: [],
    faults: [],
    totals: null,
    scheduleHash: scheduleHash(schedule),
    seconds: Math.round((performance.now() - planned.startedAt) / 10) / 100,
  };
}
