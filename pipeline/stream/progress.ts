// The arithmetic of a StreamingQueryProgress, in Spark's shape. Pure.
import type { StreamingQueryProgress } from '../contract/progress.ts';

export interface BatchFacts {
  id: string;
  runId: string;
  name: string;
  batchId: number;
  startedMs: number;
  endedMs: number;
  previousStartMs: number | null;
  inputRows: number;
  outputRows: number;
  /** ms by phase. */
  phasesMs: Record<string, number>;
  eventTimeMs: { min: number; max: number; avg: number } | null;
  watermarkMs: number | null;
  source: { description: string; start: string | null; end: string | null; latest: string | null };
  sink: string;
  operators?: StreamingQueryProgress['stateOperators'];
}

const perSecond = (rows: number, ms: number): number => (ms > 0 ? (rows * 1000) / ms : 0);
const iso = (ms: number): string => new Date(ms).toISOString();

/** One batch as StreamingQueryProgress. Input rate is over the time since the last start, processing rate over the batch. */
export function progressOf(facts: BatchFacts): StreamingQueryProgress {
  const durationMs = Math.max(0, facts.endedMs - facts.startedMs);
  const sinceLastMs = facts.previousStartMs === null ? 0 : facts.startedMs - facts.previousStartMs;
  const rates = {
    inputRowsPerSecond: perSecond(facts.inputRows, sinceLastMs),
    processedRowsPerSecond: perSecond(facts.inputRows, durationMs),
  };
  const { min, max, avg } = facts.eventTimeMs ?? {};
  return {
    id: facts.id,
    runId: facts.runId,
    name: facts.name,
    timestamp: iso(facts.startedMs),
    batchId: facts.batchId,
    batchDuration: durationMs,
    numInputRows: facts.inputRows,
    ...rates,
    durationMs: { ...facts.phasesMs, triggerExecution: durationMs },
    eventTime: {
      ...(min !== undefined && { min: iso(min) }),
      ...(max !== undefined && { max: iso(max) }),
      ...(avg !== undefined && { avg: iso(avg) }),
      ...(facts.watermarkMs !== null && { watermark: iso(facts.watermarkMs) }),
    },
    stateOperators: facts.operators ?? [],
    sources: [
      {
        description: facts.source.description,
        startOffset: facts.source.start,
        endOffset: facts.source.end,
        latestOffset: facts.source.latest,
        numInputRows: facts.inputRows,
        ...rates,
      },
    ],
    sink: { description: facts.sink, numOutputRows: facts.outputRows },
  };
}
