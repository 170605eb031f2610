// Spark's own progress in the shape that the rest of Lakequake knows (which is Spark's, with offsets as text). Pure.
import type { StreamingQueryProgress } from '../contract/progress.ts';

type Loose = Record<string, unknown>;

const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

const text = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** One batch as StreamingQueryProgress; what Spark leaves out of an empty batch is none. */
export function fromSpark(progress: Loose): StreamingQueryProgress {
  const durationMs = (progress.durationMs ?? {}) as Record<string, number>;
  const inputRows = number(progress.numInputRows);
  const operators = (progress.stateOperators ?? []) as Loose[];
  const sources = (progress.sources ?? []) as Loose[];
  const sink = (progress.sink ?? {}) as Loose;
  return {
    id: String(progress.id),
    runId: String(progress.runId),
    name: String(progress.name),
    timestamp: String(progress.timestamp),
    batchId: number(progress.batchId),
    batchDuration: number(progress.batchDuration ?? durationMs.triggerExecution),
    numInputRows: inputRows,
    inputRowsPerSecond: number(progress.inputRowsPerSecond),
    processedRowsPerSecond: number(progress.processedRowsPerSecond),
    durationMs,
    eventTime: (progress.eventTime ?? {}) as StreamingQueryProgress['eventTime'],
    stateOperators: operators.map((one) => ({
      operatorName: String(one.operatorName),
      numRowsTotal: number(one.numRowsTotal),
      numRowsUpdated: number(one.numRowsUpdated),
      numRowsDroppedByWatermark: number(one.numRowsDroppedByWatermark),
      memoryUsedBytes: number(one.memoryUsedBytes),
    })),
    sources: sources.map((one) => ({
      description: String(one.description),
      startOffset: text(one.startOffset),
      endOffset: text(one.endOffset),
      latestOffset: text(one.latestOffset),
      numInputRows: number(one.numInputRows),
      inputRowsPerSecond: number(one.inputRowsPerSecond),
      processedRowsPerSecond: number(one.processedRowsPerSecond),
    })),
    sink: {
      description: String(sink.description ?? ''),
      // -1: a sink that does not count, as foreachBatch.
      numOutputRows: number(sink.numOutputRows) < 0 ? inputRows : number(sink.numOutputRows),
    },
  };
}

/** Next offset by partition, out of the end offset of a Kafka source (`{"topic": {"0": 12}}`). */
export function kafkaPositions(endOffset: string | null): Map<number, number> {
  const topics = JSON.parse(endOffset ?? '{}') as Record<string, Record<string, number>>;
  const pairs = Object.values(topics ?? {}).flatMap((ends) => Object.entries(ends));
  return new Map(pairs.map(([partition, next]) => [Number(partition), next]));
}

/** When the rows of a batch were stored, ms since the epoch: its sink was done, and only Spark's own commit followed. */
export function storedAtMs({ timestamp, durationMs }: StreamingQueryProgress): number {
  const { triggerExecution = 0, commitOffsets = 0 } = durationMs;
  return Date.parse(timestamp) + triggerExecution - commitOffsets;
}
