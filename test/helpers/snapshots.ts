// Snapshots of a healthy pipeline for signal tests, and a way to spoil them: a minute of them, four a second, each one changed by a
// function of its time.
import type {
  PartitionPosition,
  ProcessorReport,
  SilverFigures,
  SourceReport,
} from '../../pipeline/contract/progress.ts';
import type { Engine } from '../../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../../pipeline/contract/settings.ts';
import { type ActiveSignal, createSignalEvaluator, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type {
  ClusterFacts,
  ControllerFacts,
  DiskFacts,
  MetricSnapshot,
} from '../../pipeline/observe/snapshot.ts';

export const START = 1_790_000_000_000;
const RATE = 1_000;
const PARTITIONS = [0, 1, 2, 3];

const perEach = <T>(value: T): Record<string, T> =>
  Object.fromEntries(PARTITIONS.map((partition) => [String(partition), value]));

/** Shares of rows by magnitude of their bytes (index 0: no bytes), roughly those of the real log. */
const MAGNITUDES = [
  0.09, 0, 0, 0, 0, 0, 0, 0.01, 0.02, 0.06, 0.12, 0.14, 0.16, 0.14, 0.1, 0.07, 0.05, 0.025, 0.01, 0.005,
];

function silverOf(accepted: number, quarantined: number): SilverFigures {
  const share = (part: number) => Math.round(accepted * part);
  return {
    read: accepted + quarantined,
    accepted,
    quarantined,
    repeated: 0,
    doubled: 0,
    nulls: { host: 0, method: 0, path: 0, status: 0, bytes: 0 },
    bytesLog2: MAGNITUDES.map(share),
    statusClasses: { 2: share(0.9), 3: share(0.09), 4: share(0.01) },
    formats: { clf: accepted, none: quarantined },
    paths: { sampled: share(0.1), different: share(0.06) },
  };
}

export interface Parts {
  source: SourceReport;
  processor: ProcessorReport;
  cluster: ClusterFacts;
  controller: ControllerFacts;
  reach: Record<string, ControllerFacts>;
  disk: DiskFacts;
  /** When each last reported; null: never. */
  seen: { source: number | null; processor: number | null; cluster: number | null };
}

function healthy(at: number): Parts {
  const events = Math.round(((at - START) / 1000 + 60) * RATE);
  const perPartition = Math.floor(events / PARTITIONS.length);
  const bad = Math.round(events * 0.002);
  const version = Math.floor(at / 500);
  const table = (rows: number) => ({ version, rows, files: 10, committedAt: at - 300, columns: 'a string' });
  const position = (partition: number): PartitionPosition => ({
    partition,
    position: String(perPartition - 100),
    logEndOffset: String(perPartition),
    lagRecords: 100,
    lagMs: 400,
    newestEventTime: at - 400,
    idle: false,
  });
  return {
    source: {
      type: 'source',
      at,
      runId: 'rtest',
      pid: 1,
      made: events + 20,
      acked: events,
      failed: 0,
      unknown: 0,
      droppedAtSource: 0,
      openEvents: 20,
      openSends: [1, 0],
      ackP50Ms: 6,
      ackP99Ms: 30,
      ackP99MsByBroker: { 1: 20, 2: 30, 3: 30 },
      targetRatePerSecond: RATE,
      newestEventTime: at,
      ledgerBytes: 1,
      rssBytes: 1,
      state: 'running',
    },
    processor: {
      type: 'processor',
      at,
      runId: 'rtest',
      pid: 2,
      name: 'processor-1',
      assigned: [...PARTITIONS],
      partitions: PARTITIONS.map(position),
      bufferedRecords: 0,
      bufferedBytes: 0,
      eventTimeWatermark: at - 10_400,
      tables: {
        bronze: table(events),
        silver: table(events - bad),
        quarantine: table(bad),
        'gold.traffic': table(10),
      },
      lateDropped: 0,
      silver: silverOf(events - bad, bad),
      deduplicated: 0,
      revisedWindows: 0,
      latencyMs: {
        bronze: { p50: 300, p99: 600, max: 700, count: 100 },
        silver: { p50: 600, p99: 900, max: 1_000, count: 100 },
        gold: { p50: 900, p99: 1_400, max: 1_600, count: 100 },
      },
      openWindows: 2,
      finalBefore: null,
      rssBytes: 1,
      state: 'running',
    },
    cluster: {
      brokers: [1, 2, 3],
      partitions: PARTITIONS.map((partition) => ({
        partition,
        leader: (partition % 3) + 1,
        replicas: [1, 2, 3],
        isr: [1, 2, 3],
      })),
      endOffsets: perEach(String(perPartition)),
      startOffsets: perEach('0'),
      config: { 'min.insync.replicas': '2', 'retention.ms': '604800000' },
    },
    controller: { askedAt: at, answeredAt: at },
    reach: Object.fromEntries([1, 2, 3].map((id) => [id, { askedAt: at, answeredAt: at }])),
    disk: { freeBytes: 50e9, totalBytes: 100e9 },
    seen: { source: at, processor: at, cluster: at },
  };
}

function assemble(
  at: number,
  { source, processor, cluster, controller, reach, disk, seen }: Parts,
): MetricSnapshot {
  return {
    at,
    expected: {
      brokers: [1, 2, 3],
      processors: ['processor-1'],
      source: true,
      minInsyncReplicas: 2,
      eventTimeMs: at,
    },
    source: seen.source === null ? null : { at: seen.source, value: source },
    processors: seen.processor === null ? {} : { 'processor-1': { at: seen.processor, value: processor } },
    cluster: seen.cluster === null ? null : { at: seen.cluster, value: cluster },
    controller,
    reach,
    processes: [],
    disk,
  };
}

interface Spoiled {
  /** What fires in the end. */
  active: ActiveSignal[];
  /** Everything that fired: ms since the spoiling began, by subject, by signal. */
  fired: Map<string, Map<string, number>>;
  last: MetricSnapshot;
}

/** Twenty healthy seconds, then `spoil` for twenty more (or `forMs`); `spoil` gets the parts, the ms since it began, and the parts at its begin. */
export async function spoiled(
  spoil: (parts: Parts, sinceMs: number, frozen: Parts) => void,
  settings: Partial<Pick<Settings, 'signals'>> & {
    observe?: Partial<Settings['observe']>;
    engine?: Engine;
    forMs?: number;
  } = {},
  /** Only these signals are asked; all unless given. */
  only?: readonly string[],
): Promise<Spoiled> {
  const observe = { ...defaultSettings().observe, ...settings.observe };
  const rules = (await loadSignals()).filter(({ id }) => only?.includes(id) ?? true);
  const evaluator = createSignalEvaluator(
    rules,
    { signals: settings.signals ?? {}, observe },
    settings.engine ?? 'duckdb',
  );
  const begin = START + 20_000;
  const fired: Spoiled['fired'] = new Map();
  let active: ActiveSignal[] = [];
  let last: MetricSnapshot | undefined;
  for (let at = START; at <= begin + (settings.forMs ?? 20_000); at += 250) {
    const parts = healthy(at);
    if (at >= begin) spoil(parts, at - begin, healthy(begin));
    last = assemble(at, parts);
    active = evaluator.add(last);
    for (const { id, subject } of active) {
      const subjects = fired.get(id) ?? new Map<string, number>();
      if (!subjects.has(subject)) subjects.set(subject, at - begin);
      fired.set(id, subjects);
    }
  }
  return { active, fired, last: last! };
}

/** What fires in the end. */
export async function signalsAfter(
  spoil: (parts: Parts, sinceMs: number, frozen: Parts) => void,
  signals: Settings['signals'] = {},
): Promise<ActiveSignal[]> {
  return (await spoiled(spoil, { signals })).active;
}
