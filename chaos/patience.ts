// How long a run waits, by engine. Spark starts in tens of seconds and works in batches of seconds, so its runs may take longer to be
// healthy, to recover and to settle, and their faults longer to be noticed. Nothing else differs: what the ledger says is judged the same.
import type { Engine } from '../pipeline/contract/run-spec.ts';
import type { PipelineRun } from '../pipeline/runtime/pipeline-run.ts';
import type { Tolerance } from './probes/steady-state.ts';
import type { Scenario, Variant } from './scenario.ts';

export interface Patience {
  /** Until the engine is ready for the first event, and until the pipeline is healthy. */
  baselineSeconds: number;
  /** On top of the deadlines of the scenario. */
  moreSeconds: number;
  /** On top of the time a fault may go unnoticed, live and once it is over: what is seen by its progress is seen some batches later. */
  noticeSeconds: number;
  /** Lag of a healthy pipeline: where the scenario does not say otherwise, and never less than so many of bronze's batches take. */
  lagMs: number;
  lagBatches: number;
  /** Longest a run may take, whatever its deadlines say. */
  longestMs: number;
  /**
   * Share of the rate at which the source begins, until every query has made so many batches: numbers of events count, not seconds, and
   * a warm-up of minutes must not reach the number at which a fault is due.
   */
  warmUp: { rateShare: number; batches: number } | null;
}

const PATIENCE: Record<Engine, Patience> = {
  duckdb: {
    baselineSeconds: 30,
    moreSeconds: 0,
    noticeSeconds: 0,
    lagMs: 4_000,
    lagBatches: 0,
    longestMs: 240_000,
    warmUp: null,
  },
  spark: {
    baselineSeconds: 240,
    moreSeconds: 240,
    noticeSeconds: 30,
    lagMs: 15_000,
    lagBatches: 3,
    longestMs: 900_000,
    warmUp: { rateShare: 0.02, batches: 1 },
  },
};

const QUERIES = ['bronze', 'silver', 'gold'];

export const patienceOf = (engine: Engine): Patience => PATIENCE[engine];

/** The scenario with the engine's deadlines. */
export function withPatience(scenario: Scenario, { moreSeconds, noticeSeconds }: Patience): Scenario {
  const { recoverSeconds, settleSeconds } = scenario.deadlines;
  const variants = Object.entries(scenario.variants).map(([name, variant]) => [
    name,
    noticedLater(variant, noticeSeconds),
  ]);
  return {
    ...scenario,
    variants: Object.fromEntries(variants),
    deadlines: { recoverSeconds: recoverSeconds + moreSeconds, settleSeconds: settleSeconds + moreSeconds },
  };
}

function noticedLater(variant: Variant, seconds: number): Variant {
  const { noticed } = variant.expect;
  if (noticed === undefined) return variant;
  const withinSeconds = noticed.withinSeconds + seconds;
  return { ...variant, expect: { ...variant.expect, noticed: { ...noticed, withinSeconds } } };
}

/** The steady state of a scenario on the engine: a lag of less than a few batches is how a slow engine looks when it is well. */
export function toleranceOn(
  run: Pick<PipelineRun, 'queries'>,
  { tolerance }: Pick<Scenario, 'tolerance'>,
  { lagMs, lagBatches }: Patience,
): Partial<Tolerance> {
  const batchMs = run.queries().get('bronze')?.value.batchDuration ?? 0;
  return { ...tolerance, lagMs: Math.max(tolerance?.lagMs ?? lagMs, lagBatches * batchMs) };
}

/** Every query has made as many batches as the warm-up asks for. */
export function isWarm(run: PipelineRun, { warmUp }: Patience): boolean {
  if (warmUp === null) return true;
  return QUERIES.every((name) => (run.queries().get(name)?.value.batchId ?? -1) >= warmUp.batches - 1);
}

/** What is waited on top of the scenario's own seconds helps slow batches, and nobody where a process has ended with last words: it stays down. */
export function isInVain(
  run: Pick<PipelineRun, 'components'>,
  { moreSeconds }: Patience,
  { seconds, waitedMs }: { seconds: number; waitedMs: number },
): boolean {
  const spent = moreSeconds > 0 && waitedMs > (seconds - moreSeconds) * 1_000;
  return spent && run.components().some(({ state }) => state === 'failed');
}
