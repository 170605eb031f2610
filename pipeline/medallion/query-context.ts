// What the three streaming queries share: lake, settings, clock, log, and how they tell of a batch.
import type { Logger } from 'pino';
import type { StreamingQueryProgress } from '../contract/progress.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import { type BatchFacts, progressOf } from '../stream/progress.ts';
import type { Lakehouse } from './lakehouse.ts';

export interface QueryContext {
  spec: RunSpec;
  lakehouse: Lakehouse;
  nowMs: () => number;
  log: Logger;
  report: (progress: StreamingQueryProgress) => void;
  /** A new id; the query's run has one. */
  newId: () => string;
}

/** Counts the batches of one query and turns their facts into progress and a log line. */
export function batchReporter(context: QueryContext, name: string) {
  const runId = context.newId();
  let batchId = -1;
  let previousStartMs: number | null = null;
  return {
    /** The id of the batch under way. */
    begin: (): number => ++batchId,
    end: (facts: Omit<BatchFacts, 'id' | 'runId' | 'name' | 'batchId' | 'previousStartMs'>): void => {
      const id = `${context.spec.runId}/${name}`;
      const progress = progressOf({ ...facts, id, runId, name, batchId, previousStartMs });
      previousStartMs = facts.startedMs;
      context.report(progress);
      context.log.info(
        {
          query: name,
          batchId,
          rows: facts.inputRows,
          out: facts.outputRows,
          source: facts.source,
          ms: progress.durationMs,
        },
        `${name} batch ${batchId}`,
      );
    },
  };
}

/** Milliseconds by phase, measured between calls. */
export function phaseTimer(nowMs: () => number) {
  const phases: Record<string, number> = {};
  let last = nowMs();
  return {
    phases,
    done: (phase: string): void => {
      const now = nowMs();
      phases[phase] = (phases[phase] ?? 0) + Math.round((now - last) * 10) / 10;
      last = now;
    },
  };
}
