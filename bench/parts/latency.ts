// Live latency: events at a steady rate, and how long each takes from production to bronze, silver, provisional gold and final gold. Measured
// on every event of the stretch, out of the commits of the lake; the stretch begins when the pipeline has warmed up, and events go on coming
// until its windows are final or patience ends. What has not arrived by then is later than everything that has.
import { rm } from 'node:fs/promises';
import type { Engine } from '../../pipeline/contract/run-spec.ts';
import { until } from '../../pipeline/contract/until.ts';
import { ensureTopic } from '../../pipeline/kafka/topic.ts';
import type { Bench, Part, PartResult, Ratio, Row } from '../part.ts';
import { SPARK_MASTER } from '../peers/spark-session.ts';
import { LAYERS, type Layer, latenciesOf, type Quantiles } from '../runs/latencies.ts';
import { benchRun } from '../runs/run-spec.ts';
import { medianOf } from '../spread.ts';

const RATES = [1_000, 5_000, 20_000];
const MEASURED_SECONDS = { least: 5, most: 20 };
/** From gold's first rows on. Spark has fallen behind while its first batches were compiled, and works that off first. */
const WARM_UP_SECONDS: Record<Engine, number> = { duckdb: 5, spark: 60 };
/** After the stretch, for its windows to become final. */
const PATIENCE_SECONDS: Record<Engine, number> = { duckdb: 60, spark: 180 };
const ENGINES: Engine[] = ['duckdb', 'spark'];
const QUANTILES = ['p50', 'p99', 'p999'] as const;
const LAYER_NAMES: Record<Layer, string> = {
  bronze: 'bronze',
  silver: 'silver',
  provisional: 'provisional gold',
  final: 'final gold',
};

type Found = Record<Layer, Quantiles>;

const secondsAt = (events: number, rate: number): number =>
  Math.min(MEASURED_SECONDS.most, Math.max(MEASURED_SECONDS.least, events / rate));

/** One live run at one rate. */
async function liveRun(bench: Bench, engine: Engine, rate: number, seconds: number): Promise<Found> {
  const session = await bench.session();
  const { settings, signal } = bench;
  const { windowMs } = settings.stream;
  const { run, spec, runDir } = benchRun(session, {
    settings,
    engine,
    ...(engine === 'spark' ? { sparkMaster: SPARK_MASTER } : {}),
    source: { input: { kind: 'generator' }, ratePerSecond: rate, maxEvents: null },
  });
  await ensureTopic(session.admin, spec.topic, settings);
  const rowsInGold = () =>
    [...run.processors().values()].some(({ value }) => (value.tables['gold.traffic']?.rows ?? 0) > 0);
  const finalBefore = (ms: number) =>
    [...run.processors().values()].some(({ value }) => (value.finalBefore ?? 0) >= ms);
  try {
    await run.startProcessors();
    await run.startSource();
    await until(rowsInGold, { deadlineMs: 120_000, what: 'the first rows of gold', signal });
    const fromMs = Date.now() + WARM_UP_SECONDS[engine] * 1_000;
    const toMs = fromMs + seconds * 1_000;
    const endMs = toMs + PATIENCE_SECONDS[engine] * 1_000;
    const isOver = () => finalBefore(toMs + windowMs) || Date.now() >= endMs;
    await until(isOver, { deadlineMs: endMs - Date.now() + 60_000, what: 'the stretch', signal });
    const produced = finalBefore(toMs) ? {} : { produced: rate * seconds };
    await run.stop();
    return await latenciesOf({
      lakeDir: spec.lakeDir,
      windowMs,
      fromMs,
      toMs,
      ...produced,
      scratchDir: runDir,
    });
  } finally {
    await run.stop();
    await session.admin.deleteTopics({ topics: [spec.topic] });
    await rm(runDir, { recursive: true, force: true });
  }
}

function rowsOf(engine: Engine, rate: number, found: readonly Found[], skipped: string | undefined): Row[] {
  return LAYERS.flatMap((layer) =>
    QUANTILES.map((quantile): Row => {
      const runs = found.flatMap((one) => one[layer]?.[quantile] ?? []);
      const shown = quantile === 'p999' ? 'p99.9' : quantile;
      return {
        key: `${engine}.${rate}.${layer}.${quantile}`,
        label: `${engine}, ${rate.toLocaleString('en-US')} events/s → ${LAYER_NAMES[layer]}, ${shown}`,
        unit: 'ms',
        runs,
        ...(runs.length === 0 ? { skipped: skipped ?? tooFew(engine, found[0]?.[layer]) } : {}),
      };
    }),
  );
}

function tooFew(engine: Engine, quantiles: Quantiles | undefined): string {
  const { arrived, events } = quantiles ?? { arrived: 0, events: 1 };
  const percent = Math.floor((arrived / events) * 1_000) / 10;
  return `${percent} % of the events were there ${PATIENCE_SECONDS[engine]} s after the stretch`;
}

/** p99 to provisional gold, the layer people look at, at the middle rate. */
function ratioOf(rows: readonly Row[], skipped: string | undefined): Ratio {
  const runsOf = (engine: Engine) =>
    rows.find(({ key }) => key === `${engine}.5000.provisional.p99`)?.runs ?? [];
  const [ours, theirs] = [runsOf('duckdb'), runsOf('spark')];
  const known = ours.length > 0 && theirs.length > 0;
  return {
    key: 'duckdbToSparkP99At5000',
    label: 'p99 to provisional gold at 5,000 events/s, duckdb / Spark',
    value: known ? medianOf(ours) / medianOf(theirs) : null,
    ...(known ? {} : { why: skipped ?? 'one of them has no figure' }),
    target: { atMost: 0.2 },
  };
}

async function run(bench: Bench): Promise<PartResult> {
  const { settings, signal, progress, noSpark } = bench;
  const rows: Row[] = [];
  for (const rate of RATES) {
    const seconds = secondsAt(bench.events?.[0] ?? Number.POSITIVE_INFINITY, rate);
    const found: Record<Engine, Found[]> = { duckdb: [], spark: [] };
    const failed: Partial<Record<Engine, string>> = noSpark === undefined ? {} : { spark: noSpark };
    for (let round = 1; round <= bench.repeat; round++) {
      for (const engine of ENGINES.filter((one) => failed[one] === undefined)) {
        signal.throwIfAborted();
        progress(`latency: ${engine} at ${rate} events/s, round ${round} of ${bench.repeat}`);
        await liveRun(bench, engine, rate, seconds).then(
          (one) => found[engine].push(one),
          (error: Error) => {
            if (engine === 'duckdb' || signal.aborted) throw error;
            // A peer that cannot do it is no reason to lose the rest.
            failed[engine] = error.message;
          },
        );
      }
    }
    for (const engine of ENGINES) rows.push(...rowsOf(engine, rate, found[engine], failed[engine]));
  }
  return {
    title: 'produced → visible, live',
    rows,
    ratios: [ratioOf(rows, noSpark)],
    configuration: {
      'trigger ms': settings.stream.triggerMs,
      'window ms': settings.stream.windowMs,
      'allowed lateness ms': settings.stream.allowedLatenessMs,
      'warm-up s': `${WARM_UP_SECONDS.duckdb} (Spark ${WARM_UP_SECONDS.spark})`,
      'patience s': `${PATIENCE_SECONDS.duckdb} (Spark ${PATIENCE_SECONDS.spark})`,
      master: SPARK_MASTER,
    },
  };
}

export const part: Part = {
  id: 'latency',
  place: 2,
  summary: 'produced to bronze, silver, provisional and final gold at 1,000, 5,000 and 20,000 events/s',
  run,
};
