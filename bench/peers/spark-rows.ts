// Spark on a filled topic, again and again in one warm session, beside the lake that the duckdb engine made of it. The first run of each job is
// discarded: it warms the session. Each lake is compared with ours before its figure may become a ratio.
import { rm } from 'node:fs/promises';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { GOLD_TABLES } from '../../pipeline/contract/tables.ts';
import type { Bench, BenchSession } from '../part.ts';
import { ALL_TABLES, type Compared, differentRows } from '../runs/compare-lakes.ts';
import type { FilledTopic } from '../runs/fill-topic.ts';
import { lastCommitMs } from '../runs/lake-times.ts';
import { benchSpec } from '../runs/run-spec.ts';
import { openSparkSession, type SparkKind, type SparkSession } from './spark-session.ts';

/** Fewer, larger batches are what Spark likes; a second one lets its queries work side by side. */
const BATCH_EVENTS = 500_000;
const SLOWEST_PER_SECOND = 2_000;

/** What the tables of each job can be compared by: the plain one keeps no quarantine and no behind_ms. */
const COMPARED: Record<SparkKind, Compared> = {
  medallion: ALL_TABLES,
  plain: { tables: ['bronze', 'silver', ...GOLD_TABLES], without: ['behind_ms'] },
};

export interface SparkRun {
  eventsPerSecond: number;
  /** Rows that differ from ours, by table; undefined: not compared. */
  different: Record<string, number> | undefined;
}

export interface SparkPeer {
  configuration: Record<string, string | number>;
  /** Why there are no figures, or no more: not set up, or it failed. */
  readonly absent: string | undefined;
  /** undefined when it is absent or fails now: a peer that cannot do it is no reason to lose the other rows. */
  process(kind: SparkKind, topic: FilledTopic, ours?: string): Promise<SparkRun | undefined>;
  close(): Promise<void>;
}

/** Opens the session; a peer without one when there is no Spark here. */
export async function openSparkPeer(
  session: BenchSession,
  { settings, signal, noSpark }: Pick<Bench, 'settings' | 'signal' | 'noSpark'>,
): Promise<SparkPeer> {
  let absent = noSpark;
  let peer: Awaited<ReturnType<typeof workingPeer>> | undefined;
  const unlessItFails = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (signal.aborted) throw error;
      absent = (error as Error).message;
      await peer?.close();
      return undefined;
    }
  };
  if (absent === undefined) peer = await unlessItFails(workingPeer(session, settings, signal));
  return {
    configuration: peer?.configuration ?? {},
    get absent() {
      return absent;
    },
    process: async (kind, topic, ours) =>
      peer === undefined || absent !== undefined ? undefined : unlessItFails(peer.process(kind, topic, ours)),
    close: async () => peer?.close(),
  };
}

async function workingPeer(session: BenchSession, settings: Settings, signal: AbortSignal) {
  const own = { ...settings, stream: { ...settings.stream, maxBatchEvents: BATCH_EVENTS } };
  const specOf = (topic?: FilledTopic) =>
    benchSpec(session, {
      settings: own,
      ...(topic ? { topic: topic.spec.topic, eventClock: topic.spec.eventClock } : {}),
    });
  const first = specOf();
  const spark: SparkSession = await openSparkSession(first.spec, signal);
  return {
    configuration: { ...spark.configuration, 'events a batch': BATCH_EVENTS },
    close: () => spark.close(),
    process: async (kind: SparkKind, topic: FilledTopic, ours?: string): Promise<SparkRun> => {
      const { spec, runDir } = specOf(topic);
      const startedAt = await spark.process(
        kind,
        spec,
        300_000 + (topic.events / SLOWEST_PER_SECOND) * 1_000,
      );
      const seconds = ((await lastCommitMs(spec.lakeDir, GOLD_TABLES)) - startedAt) / 1_000;
      const different = ours && (await differentRows(ours, spec.lakeDir, COMPARED[kind], runDir));
      await rm(runDir, { recursive: true, force: true });
      return { eventsPerSecond: topic.events / seconds, different: different || undefined };
    },
  };
}
