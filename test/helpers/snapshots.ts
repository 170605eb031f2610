// Snapshots of a healthy pipeline for signal tests, and a way to spoil them: a minute of them, four a second, each one changed by a
// function of its time.
import type { PartitionPosition, ProcessorReport, SourceReport } from '../../pipeline/contract/progress.ts';
import { type ActiveSignal, createSignalEvaluator, loadSignals } from '../../pipeline/observe/evaluate.ts';
import type { ClusterFacts, ControllerFacts, MetricSnapshot } from '../../pipeline/observe/snapshot.ts';

export const START = 1_790_000_000_000;
const RATE = 1_000;

export interface Parts {
  source: SourceReport;
  processor: ProcessorReport;
  cluster: ClusterFacts;
  controller: ControllerFacts;
  /** When each last reported; null: never. */
  seen: { source: number | null; processor: number | null; cluster: number | null };
}

function healthy(at: number): Parts {
  const events = Math.round(((at - START) / 1000 + 60) * RATE);
  const perPartition = Math.floor(events / 2);
  const position = (partition: number): PartitionPosition => ({
    partition,
    position: String(perPartition - 200),
    logEndOffset: String(perPartition),
    lagRecords: 200,
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
      assigned: [0, 1],
      partitions: [position(0), position(1)],
      bufferedRecords: 0,
      bufferedBytes: 0,
      eventTimeWatermark: at - 10_400,
      tables: {
        bronze: { version: 1, rows: events, files: 1, committedAt: at - 300 },
        silver: { version: 1, rows: Math.round(events * 0.99), files: 1, committedAt: at - 300 },
        quarantine: { version: 1, rows: Math.round(events * 0.01), files: 1, committedAt: at - 300 },
        'gold.traffic': { version: 1, rows: 10, files: 1, committedAt: at - 300 },
      },
      lateDropped: 0,
      deduplicated: 0,
      revisedWindows: 0,
      latencyMs: { bronze: null, silver: null, gold: null },
      openWindows: 2,
      finalBefore: null,
      rssBytes: 1,
      state: 'running',
    },
    cluster: {
      brokers: [1, 2, 3],
      partitions: [0, 1].map((partition) => ({
        partition,
        leader: partition + 1,
        replicas: [1, 2, 3],
        isr: [1, 2, 3],
      })),
      endOffsets: { 0: String(perPartition), 1: String(perPartition) },
    },
    controller: { askedAt: at, answeredAt: at },
    seen: { source: at, processor: at, cluster: at },
  };
}

function assemble(at: number, { source, processor, cluster, controller, seen }: Parts): MetricSnapshot {
  return {
    at,
    expected: { brokers: [1, 2, 3], processors: ['processor-1'], source: true, minInsyncReplicas: 2 },
    source: seen.source === null ? null : { at: seen.source, value: source },
    processors: seen.processor === null ? {} : { 'processor-1': { at: seen.processor, value: processor } },
    cluster: seen.cluster === null ? null : { at: seen.cluster, value: cluster },
    controller,
    processes: [],
    disk: null,
  };
}

/** Twenty healthy seconds, then `spoil` for twenty more; `spoil` gets the parts, the ms since it began, and the parts at its begin. */
export async function signalsAfter(
  spoil: (parts: Parts, sinceMs: number, frozen: Parts) => void,
  settings = {},
): Promise<ActiveSignal[]> {
  const evaluator = createSignalEvaluator(await loadSignals(), { signals: settings });
  const begin = START + 20_000;
  let active: ActiveSignal[] = [];
  for (let at = START; at <= begin + 20_000; at += 250) {
    const parts = healthy(at);
    if (at >= begin) spoil(parts, at - begin, healthy(begin));
    active = evaluator.add(assemble(at, parts));
  }
  return active;
}
