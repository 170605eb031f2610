// Healthy traffic as control would see it, four snapshots a second: the clumps and tides of the real log, micro-batches that take their
// time, now and then a pause of a commit, a late report, a slow answer of the cluster, a compaction. How large that noise is comes from
// recordings of the real pipeline (test/fixtures/observe/noise.json); what a recording is too short for is made worse here on purpose.
import { readFileSync } from 'node:fs';
import type { ProcessorReport, SilverFigures, SourceReport } from '../../pipeline/contract/progress.ts';
import type { MetricSnapshot } from '../../pipeline/observe/snapshot.ts';
import { createRandom, type Random } from '../../pipeline/source/generator/random.ts';
import { burstyRhythm } from '../../pipeline/source/rhythm.ts';

export const BEGIN = 1_790_000_000_000;
const PARTITIONS = 6;
const BROKERS = [1, 2, 3];
/** A partition without events for so long does not hold the watermark up. */
const IDLE_MS = 5_000;

interface Noise {
  /** ms between reports, and how late the cluster's answers are. */
  reportEveryMs: number[];
  answerEveryMs: number[];
  /** ms a batch of each query takes. */
  bronzeMs: number[];
  silverMs: number[];
  goldMs: number[];
  ackP99Ms: number[];
  /** Share of silver's rows by magnitude of bytes, and by class of status. */
  bytesLog2: number[];
  statusClasses: Record<string, number>;
}

const noise = JSON.parse(
  readFileSync(new URL('../fixtures/observe/noise.json', import.meta.url), 'utf8'),
) as Noise;

const pick = (random: Random, values: readonly number[]) => values[random.below(values.length)]!;

/** A table of the model: what a report would tell of it. */
function layer() {
  return { version: 0, rows: 0, files: 0, committedAt: null as number | null, columns: 'a string' };
}

interface Model {
  produced: number[];
  acked: number;
  positions: number[];
  silver: SilverFigures;
  pending: { silver: number; gold: number };
  tables: Record<string, ReturnType<typeof layer>>;
  newest: number[];
  watermark: number | null;
}

/** Rows of a batch by bin: a share of them, a page everybody asks for just now, lies in one bin. */
function addRows(random: Random, bins: number[], shares: readonly number[], rows: number): void {
  const fashion = random.below(6) === 0 ? Math.round(rows * 0.08 * random.unit()) : 0;
  let left = rows - fashion;
  bins[10 + random.below(4)]! += fashion;
  shares.forEach((share, bin) => {
    const mean = (rows - fashion) * share;
    const drawn = Math.min(left, Math.max(0, Math.round(mean + 1.6 * Math.sqrt(mean) * random.normal())));
    bins[bin]! += drawn;
    left -= drawn;
  });
  bins[12]! += left;
}

function emptyFigures(): SilverFigures {
  const bytesLog2 = noise.bytesLog2.map(() => 0);
  const nulls = { host: 0, method: 0, path: 0, status: 0, bytes: 0 };
  const counts = { read: 0, accepted: 0, quarantined: 0, repeated: 0, doubled: 0 };
  return {
    ...counts,
    nulls,
    bytesLog2,
    statusClasses: { 2: 0, 3: 0, 4: 0, 5: 0 },
    formats: { clf: 0, none: 0 },
    paths: { sampled: 0, different: 0 },
  };
}

/** Silver takes what bronze has: the figures of one batch more. */
function silverBatch(random: Random, model: Model): void {
  const rows = model.pending.silver;
  const bad = random.unit() < rows / 20_000 ? 1 : 0;
  const { silver } = model;
  silver.read += rows;
  silver.accepted += rows - bad;
  silver.quarantined += bad;
  silver.formats.clf! += rows - bad;
  silver.formats.none! += bad;
  // As measured of the generator: of 100 rows in a row 49 to 77 have a path of their own.
  if (rows - bad >= 100) {
    silver.paths.sampled += 100;
    silver.paths.different += 49 + random.below(29);
  }
  addRows(random, silver.bytesLog2, noise.bytesLog2, rows - bad);
  for (const [one, share] of Object.entries(noise.statusClasses))
    silver.statusClasses[one]! += Math.max(0, Math.round((rows - bad) * share * (1 + 0.3 * random.normal())));
  silver.nulls.path! += random.unit() < 0.05 ? 1 : 0;
  model.tables.silver!.rows += rows - bad;
  model.tables.quarantine!.rows += bad;
  model.pending.gold += rows - bad;
  model.pending.silver = 0;
}

function commit(table: ReturnType<typeof layer>, at: number): void {
  table.version += 1;
  table.files = table.files > 200 ? 1 : table.files + 1; // compaction
  table.committedAt = at;
}

/** One query of the model: it takes what there is every half second, or as soon as it can. */
function query(random: Random, durations: readonly number[], run: (at: number) => void) {
  let [due, doneAt] = [0, 0];
  let busy = false;
  return (at: number, hasInput: boolean): void => {
    if (busy && at >= doneAt) {
      busy = false;
      run(at);
      due = Math.max(due + 500, at);
    }
    if (busy || at < due || !hasInput) return;
    busy = true;
    // Once in about forty seconds a commit waits, for up to two seconds.
    const pause = random.below(80) === 0 ? 2_000 * random.unit() : 0;
    doneAt = at + pick(random, durations) + pause;
  };
}

/** Snapshots of healthy traffic, oldest first; the seed makes the noise. */
export function* healthyTraffic(seed: number, minutes: number, rate: number): Generator<MetricSnapshot> {
  const random = createRandom(seed, 77);
  const rhythm = burstyRhythm(seed, rate);
  const model: Model = {
    produced: new Array<number>(PARTITIONS).fill(0),
    acked: 0,
    positions: new Array<number>(PARTITIONS).fill(0),
    silver: emptyFigures(),
    pending: { silver: 0, gold: 0 },
    tables: { bronze: layer(), silver: layer(), quarantine: layer(), 'gold.traffic': layer() },
    newest: new Array<number>(PARTITIONS).fill(BEGIN),
    watermark: null,
  };
  let taken: number[] = [];
  const bronze = query(random, noise.bronzeMs, (at) => {
    const rows = taken.reduce((sum, to, p) => sum + to - model.positions[p]!, 0);
    model.positions = taken;
    model.tables.bronze!.rows += rows;
    model.pending.silver += rows;
    commit(model.tables.bronze!, at);
  });
  const silver = query(random, noise.silverMs, (at) => {
    silverBatch(random, model);
    commit(model.tables.silver!, at);
  });
  const gold = query(random, noise.goldMs, (at) => {
    model.pending.gold = 0;
    const awake = model.newest.filter((newest) => newest > at - IDLE_MS);
    model.watermark = Math.max(model.watermark ?? 0, Math.min(...(awake.length > 0 ? awake : [at])) - 10_000);
    // One row a window of ten seconds, provisional from the first commit on.
    model.tables['gold.traffic']!.rows = 1 + Math.floor((at - BEGIN) / 10_000);
    commit(model.tables['gold.traffic']!, at);
  });

  let due = BEGIN + rhythm();
  let [source, processor, facts]: (
    | MetricSnapshot['source']
    | MetricSnapshot['processors'][string]
    | MetricSnapshot['cluster']
  )[] = [null, null, null];
  const next = { source: BEGIN, processor: BEGIN, facts: BEGIN, snapshot: BEGIN };
  for (let at = BEGIN; at < BEGIN + minutes * 60_000; at += 50) {
    for (; due <= at; due = BEGIN + rhythm()) {
      const partition = random.below(PARTITIONS);
      model.produced[partition]! += 1;
      model.acked += 1;
      model.newest[partition] = due;
    }
    const waits = model.produced.some((end, p) => end > model.positions[p]!);
    if (waits) taken = [...model.produced];
    bronze(at, waits);
    silver(at, model.pending.silver > 0);
    gold(at, model.pending.gold > 0);
    // A collection of garbage holds one report in five hundred up for as long as 1.6 s.
    const late = () => (random.below(500) === 0 ? 1_600 * random.unit() : 0);
    if (at >= next.source) {
      source = { at, value: sourceReport(random, model, at, rate) };
      next.source = at + pick(random, noise.reportEveryMs) + late();
    }
    if (at >= next.processor) {
      processor = { at, value: processorReport(random, model, at) };
      next.processor = at + pick(random, noise.reportEveryMs) + late();
    }
    if (at >= next.facts) {
      facts = { at, value: clusterFacts(model) };
      next.facts = at + pick(random, noise.answerEveryMs) + late();
    }
    if (at < next.snapshot) continue;
    next.snapshot += 250;
    yield {
      at,
      expected: {
        brokers: BROKERS,
        processors: ['processor-1'],
        source: true,
        minInsyncReplicas: 2,
        eventTimeMs: at,
      },
      source: source as MetricSnapshot['source'],
      processors: { 'processor-1': processor as MetricSnapshot['processors'][string] },
      cluster: facts as MetricSnapshot['cluster'],
      controller: { askedAt: at, answeredAt: at - 900 * random.unit() },
      processes: [],
      disk: { freeBytes: 80e9 - (at - BEGIN) * 2_000 - 1e9 * random.unit(), totalBytes: 250e9 },
    };
  }
}

function sourceReport(random: Random, model: Model, at: number, rate: number): SourceReport {
  const p99 = () => pick(random, noise.ackP99Ms);
  return {
    type: 'source',
    at,
    runId: 'rquiet',
    pid: 1,
    made: model.acked + 40,
    acked: model.acked,
    failed: 0,
    unknown: 0,
    droppedAtSource: 0,
    openEvents: 40,
    openSends: [0],
    ackP50Ms: 6,
    ackP99Ms: p99(),
    ackMeanMs: 8,
    ackP99MsByBroker: Object.fromEntries(BROKERS.map((broker) => [String(broker), p99()])),
    targetRatePerSecond: rate,
    newestEventTime: at,
    ledgerBytes: 1,
    rssBytes: 120e6,
    state: random.below(200) === 0 ? 'blocked' : 'running',
  };
}

function processorReport(random: Random, model: Model, at: number): ProcessorReport {
  const quantiles = (ms: number) => ({ p50: ms / 2, p99: ms, max: ms * 1.2, count: 100 });
  const spread = 1 + random.unit() + (random.below(60) === 0 ? 2 : 0);
  return {
    type: 'processor',
    at,
    runId: 'rquiet',
    pid: 2,
    name: 'processor-1',
    assigned: model.positions.map((_, partition) => partition),
    partitions: model.positions.map((position, partition) => ({
      partition,
      position: String(position),
      logEndOffset: String(model.produced[partition]),
      lagRecords: model.produced[partition]! - position,
      lagMs: 500,
      newestEventTime: model.newest[partition]!,
      idle: false,
    })),
    bufferedRecords: 0,
    bufferedBytes: 0,
    eventTimeWatermark: model.watermark,
    tables: structuredClone(model.tables),
    lateDropped: 0,
    silver: structuredClone(model.silver),
    deduplicated: 0,
    revisedWindows: 0,
    latencyMs: {
      bronze: quantiles(400 * spread),
      silver: quantiles(800 * spread),
      gold: quantiles(1_200 * spread),
    },
    openWindows: 2,
    finalBefore: null,
    rssBytes: 300e6 + 600e6 * random.unit(),
    state: 'running',
  };
}

function clusterFacts(model: Model) {
  const all = BROKERS;
  return {
    brokers: all,
    partitions: model.produced.map((_, partition) => ({
      partition,
      leader: 1 + (partition % 3),
      replicas: all,
      isr: all,
    })),
    endOffsets: Object.fromEntries(model.produced.map((end, partition) => [String(partition), String(end)])),
    startOffsets: Object.fromEntries(model.produced.map((_, partition) => [String(partition), '0'])),
    config: { 'min.insync.replicas': '2' },
  };
}
