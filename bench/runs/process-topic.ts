// A topic that grows no more, through our processors into a lake of its own until every window of gold is final. The clock runs from the
// processors' readiness (joining the group and the first fetch count, the start of Node does not) to gold's last commit.
import { rm } from 'node:fs/promises';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { GOLD_TABLES } from '../../pipeline/contract/tables.ts';
import type { BenchSession } from '../part.ts';
import { abortable } from './abortable.ts';
import type { FilledTopic } from './fill-topic.ts';
import { lastCommitMs } from './lake-times.ts';
import { benchRun } from './run-spec.ts';

export interface ProcessedTopic {
  lakeDir: string;
  eventsPerSecond: number;
  /** Largest resident memory of all processors together, MB. */
  peakMb: number;
  remove(): Promise<void>;
}

const SLOWEST_PER_SECOND = 1_000;

/** Processes a filled topic with the duckdb engine. */
export async function processTopic(
  session: BenchSession,
  topic: FilledTopic,
  settings: Settings,
  signal: AbortSignal,
): Promise<ProcessedTopic> {
  const { run, spec, runDir } = benchRun(session, {
    settings,
    topic: topic.spec.topic,
    eventClock: topic.spec.eventClock,
  });
  let peakBytes = 0;
  run.onMessage((_, message) => {
    if (message.type !== 'processor') return;
    const now = [...run.processors().values()].reduce((sum, { value }) => sum + value.rssBytes, 0);
    peakBytes = Math.max(peakBytes, now);
  });
  try {
    await run.startProcessors();
    const startedAt = Date.now();
    await abortable(run.finish(120_000 + (topic.events / SLOWEST_PER_SECOND) * 1_000), signal);
    const seconds = ((await lastCommitMs(spec.lakeDir, GOLD_TABLES)) - startedAt) / 1_000;
    return {
      lakeDir: spec.lakeDir,
      eventsPerSecond: topic.events / seconds,
      peakMb: peakBytes / 1e6,
      remove: () => rm(runDir, { recursive: true, force: true }),
    };
  } finally {
    await run.stop();
  }
}
