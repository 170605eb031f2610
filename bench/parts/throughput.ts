// How fast a backlog in Kafka becomes final gold, and what the same topic gives to others: Kafka's own consumer (the ceiling) and
// Spark, with our job and with a plain one. A ratio is given only for lakes whose tables are the same, row by row.
import type { Bench, BenchSession, Part, PartResult, Ratio, Row } from '../part.ts';
import { consumerPerformance } from '../peers/consumer-performance.ts';
import { whyNoKafkaTools } from '../peers/kafka-tool.ts';
import { openSparkPeer, type SparkPeer } from '../peers/spark-rows.ts';
import type { SparkKind } from '../peers/spark-session.ts';
import { type FilledTopic, fillTopic } from '../runs/fill-topic.ts';
import { processTopic } from '../runs/process-topic.ts';
import { medianOf } from '../spread.ts';

const SIZES = [1_000_000, 5_000_000];

const SPARK: Record<SparkKind, { key: string; label: string }> = {
  medallion: { key: 'spark', label: 'Spark local[2], our job' },
  plain: { key: 'sparkPlain', label: 'Spark local[2], plain job' },
};
const KINDS = Object.keys(SPARK) as SparkKind[];

interface Taken {
  duckdb: number[];
  raw: number[];
  spark: Record<SparkKind, number[]>;
  /** Tables that differed from ours in some round, with the number of rows. */
  different: Record<SparkKind, Record<string, number>>;
}

interface Measured {
  rows: Row[];
  ratios: Ratio[];
  identical: Record<string, boolean | null>;
}

async function oneRound(
  bench: Bench,
  session: BenchSession,
  topic: FilledTopic,
  spark: SparkPeer,
  taken: Taken,
): Promise<void> {
  const { settings, signal } = bench;
  const processed = await processTopic(session, topic, settings, signal);
  taken.duckdb.push(processed.eventsPerSecond);
  if (whyNoKafkaTools() === undefined) {
    const { bootstrap } = session.cluster;
    const records = topic.events;
    const consumed = await consumerPerformance({ bootstrap, topic: topic.spec.topic, records, signal });
    taken.raw.push(consumed.perSecond);
  }
  for (const kind of KINDS) {
    signal.throwIfAborted();
    const found = await spark.process(kind, topic, processed.lakeDir);
    if (found === undefined) continue;
    taken.spark[kind].push(found.eventsPerSecond);
    Object.assign(taken.different[kind], found.different);
  }
  await processed.remove();
}

async function measure(bench: Bench, events: number, spark: SparkPeer): Promise<Measured> {
  const session = await bench.session();
  const { settings, signal, progress } = bench;
  progress(`throughput: ${events.toLocaleString('en-US')} events into Kafka`);
  const topic = await fillTopic(session, { events, settings, signal });
  const taken: Taken = {
    duckdb: [],
    raw: [],
    spark: { medallion: [], plain: [] },
    different: { medallion: {}, plain: {} },
  };
  try {
    for (const kind of spark.absent === undefined ? KINDS : []) {
      progress(`throughput: a run of ${SPARK[kind].label} to warm the session, discarded`);
      await spark.process(kind, topic);
    }
    for (let round = 1; round <= bench.repeat; round++) {
      signal.throwIfAborted();
      progress(`throughput: round ${round} of ${bench.repeat}`);
      await oneRound(bench, session, topic, spark, taken);
    }
  } finally {
    await topic.remove();
  }
  return { rows: rowsOf(taken, spark.absent), ratios: ratiosOf(taken), identical: identicalOf(taken) };
}

function rowsOf(taken: Taken, absent: string | undefined): Row[] {
  const row = (key: string, label: string, runs: number[]): Row => ({ key, label, unit: 'events/s', runs });
  const noTools = whyNoKafkaTools();
  return [
    row('duckdb', 'duckdb engine', taken.duckdb),
    ...KINDS.map((kind) => ({
      ...row(SPARK[kind].key, SPARK[kind].label, taken.spark[kind]),
      ...(absent === undefined || taken.spark[kind].length > 0 ? {} : { skipped: absent }),
    })),
    {
      ...row('rawConsumer', "Kafka's ConsumerPerformance, the ceiling", taken.raw),
      ...(noTools === undefined ? {} : { skipped: noTools }),
    },
  ];
}

function identicalOf(taken: Taken): Record<string, boolean | null> {
  const answers = KINDS.map((kind) => {
    const known = taken.spark[kind].length > 0;
    return [SPARK[kind].key, known ? Object.keys(taken.different[kind]).length === 0 : null] as const;
  });
  return Object.fromEntries(answers);
}

function ratiosOf(taken: Taken): Ratio[] {
  const ours = medianOf(taken.duckdb);
  const toSpark = KINDS.map((kind): Ratio => {
    const { key, label } = SPARK[kind];
    const ratio = { key: `duckdbTo${key[0]!.toUpperCase()}${key.slice(1)}`, label: `duckdb / ${label}` };
    const target = { atLeast: 4 };
    if (taken.spark[kind].length === 0)
      return { ...ratio, value: null, why: 'Spark was not measured', target };
    const tables = Object.entries(taken.different[kind]).map(([table, rows]) => `${table} (${rows} rows)`);
    if (tables.length > 0)
      return { ...ratio, value: null, why: `the tables differ: ${tables.join(', ')}`, target };
    return { ...ratio, value: ours / medianOf(taken.spark[kind]), target };
  });
  const raw: Ratio = {
    key: 'duckdbToRawConsumer',
    label: 'duckdb / raw consumer',
    ...(taken.raw.length > 0
      ? { value: ours / medianOf(taken.raw) }
      : { value: null, why: 'the raw consumer was not measured' }),
    target: { atLeast: 0.3 },
  };
  return [...toSpark, raw];
}

async function run(bench: Bench): Promise<PartResult> {
  const session = await bench.session();
  const { settings } = bench;
  const sizes = bench.events ?? SIZES;
  const spark = await openSparkPeer(session, bench);
  const measured: [number, Measured][] = [];
  try {
    for (const events of sizes) measured.push([events, await measure(bench, events, spark)]);
  } finally {
    await spark.close();
  }
  const [events, first] = measured[0]!;
  const more = measured.slice(1).map(([size, one]) => atSize(size, one));
  return {
    title: `a backlog of ${events.toLocaleString('en-US')} events → final gold`,
    rows: [...first.rows, ...more.flatMap(({ rows }) => rows)],
    ratios: [...first.ratios, ...more.flatMap(({ ratios }) => ratios)],
    configuration: {
      partitions: settings.topic.partitions,
      processes: settings.processor.processes,
      'DuckDB threads': settings.processor.threads,
      ...spark.configuration,
    },
    facts: { events, identical: first.identical },
  };
}

/** Further sizes stand under their number. */
function atSize(size: number, { rows, ratios }: Measured): Pick<Measured, 'rows' | 'ratios'> {
  const suffix = ` (${size.toLocaleString('en-US')} events)`;
  const under = <T extends { key: string; label: string }>(one: T): T => ({
    ...one,
    key: `${size}.${one.key}`,
    label: `${one.label}${suffix}`,
  });
  return { rows: rows.map(under), ratios: ratios.map(under) };
}

export const part: Part = {
  id: 'throughput',
  place: 1,
  summary: 'a backlog in Kafka to final gold, beside Spark and a raw consumer',
  run,
};
