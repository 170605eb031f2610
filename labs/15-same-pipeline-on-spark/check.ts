// Lab 15's checks: one query that says what gold shows on either engine, what the engines cost in time, and a fix that is none of Spark's.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { unsettledBecause } from '../checks/unsettled.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const ENGINES = ['duckdb', 'spark'] as const;
type Runs = Record<(typeof ENGINES)[number], LabRun>;

const SHOWN = 'SELECT epoch_ms(window_start) AS start, requests FROM gold.traffic';
const WAITS = `SELECT count(DISTINCT silver.ingested_at) AS batches,
  quantile_disc(epoch_ms(silver.ingested_at) - epoch_ms(bronze.kafka_time), 0.5) AS p50_ms,
  quantile_disc(epoch_ms(silver.ingested_at) - epoch_ms(bronze.kafka_time), 0.99) AS p99_ms
  FROM silver JOIN bronze USING (kafka_partition, kafka_offset)`;
/** Quantiles are taken in more than one way; what was measured must be the same. */
const NEAR_SHARE = 0.02;
const NEAR_MS = 20;

/** Both runs with late events in them, or what to say instead. */
async function bothRuns(facts: LabFacts, { settled }: { settled: boolean }): Promise<Runs | Answer> {
  const found: Partial<Runs> = {};
  for (const engine of ENGINES) {
    const run = await facts.before(engine);
    const how = facts.howToRun(engine, { start: true });
    if (run === undefined) return notYet(`there is no run \`${engine}\` yet.`, `predict, then run ${how}`);
    if (run.result!.verdict !== 'broken')
      return cannotTell(
        `run ${run.runId} (${engine}) has no late event: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
        `make it again: ${how}`,
      );
    const early = settled ? tooEarly(run, how) : null;
    if (early !== null) return early;
    found[engine] = run;
  }
  return found as Runs;
}

/** A machine that is too busy for Spark ends a run before its gold is final. */
function tooEarly({ runId, result }: LabRun, how: string): Answer | null {
  const because = unsettledBecause(result!);
  if (because === null) return null;
  return cannotTell(
    `run ${runId} ended before its gold was final: ${because}.`,
    `end other heavy programs, then make it again: ${how}`,
  );
}

const isAnswer = (one: Runs | Answer): one is Answer => 'outcome' in one;

const startOf = ({ window_start: start }: Row): number => new Date(String(start)).getTime();

async function oneRule(facts: LabFacts): Promise<Answer> {
  const runs = await bothRuns(facts, { settled: true });
  if (isAnswer(runs)) return runs;
  const windows: string[] = [];
  for (const engine of ENGINES) {
    const given = await facts.ask(runs[engine], facts.text('rule.sql'));
    const shown = new Map(
      (await facts.sql(runs[engine], SHOWN)).map((row) => [Number(row.start), Number(row.requests)]),
    );
    const off = given.find((row) => shown.get(startOf(row)) !== Number(row.requests));
    if (off !== undefined)
      return wrong(
        `on ${engine} rule.sql says ${String(off.requests)} requests for the window ${String(off.window_start)}; gold shows ${shown.get(startOf(off)) ?? 'no such window'}.`,
        'take one event of that window that is late: when did its partition’s watermark reach the end of the window?',
      );
    if (given.length !== shown.size)
      return wrong(
        `on ${engine} rule.sql gives ${given.length} windows; gold has ${shown.size}.`,
        'give a row for every window',
      );
    windows.push(`${shown.size} windows on ${engine}`);
  }
  return passed(`one query says what gold shows: ${windows.join(' and ')}, window by window.`);
}

const near = (given: unknown, ours: number): boolean =>
  Math.abs(Number(given) - ours) <= Math.max(NEAR_MS, ours * NEAR_SHARE);

async function whereItWaits(facts: LabFacts): Promise<Answer> {
  const runs = await bothRuns(facts, { settled: true });
  if (isAnswer(runs)) return runs;
  const told: string[] = [];
  for (const engine of ENGINES) {
    const [given] = await facts.ask(runs[engine], facts.text('waits.sql'));
    const ours = (await facts.sql(runs[engine], WAITS))[0]!;
    const [batches, p50, p99] = [Number(ours.batches), Number(ours.p50_ms), Number(ours.p99_ms)];
    if (given === undefined || Number(given.batches) !== batches)
      return wrong(
        `on ${engine} waits.sql counts ${String(given?.batches ?? 'no')} batches; silver was written in ${batches}.`,
        'count the different ingested_at of silver',
      );
    if (!near(given.p50_ms, p50) || !near(given.p99_ms, p99))
      return wrong(
        `on ${engine} waits.sql says p50 ${String(given.p50_ms)} ms and p99 ${String(given.p99_ms)} ms; from Kafka to silver's batch it was ${p50} and ${p99} ms.`,
        'measure from the moment at which the record was in Kafka, not from the one it tells of',
      );
    told.push(`${engine}: ${batches} batches, half of the rows within ${p50} ms, 99 of 100 within ${p99} ms`);
  }
  return passed(`${told.join('; ')}.`);
}

async function sameFix(facts: LabFacts): Promise<Answer> {
  // What was dropped before the fix was dropped, settled or not.
  const runs = await bothRuns(facts, { settled: false });
  if (isAnswer(runs)) return runs;
  const now = await facts.now('spark');
  const early = now === undefined ? null : tooEarly(now, facts.howToRun('spark'));
  if (early !== null) return early;
  return verdictFlips(facts, {
    run: 'spark',
    brokenBy: ['late-dropped'],
    lookAt: 'what mended lab 10? See stream.allowedLatenessMs',
  });
}

export const checks: Record<string, Check> = {
  'one-rule': oneRule,
  'where-it-waits': whereItWaits,
  'same-fix': sameFix,
};
