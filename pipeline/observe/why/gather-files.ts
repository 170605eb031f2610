// Facts from what lies on disk: the process book, the ledger, the Delta logs and the processes' last words. Works whether
// or not control answers; what only a running cluster knows stays null.
import type { RunSpec } from '../../contract/run-spec.ts';
import type { TableName } from '../../contract/tables.ts';
import type { RunPlaces } from '../locate-run.ts';
import { ledgerLines } from '../sql/ledger-view.ts';
import type { LakeSql } from '../sql/open-lake-sql.ts';
import { type Facts, type TopicPartitionFacts, unknownFacts } from './facts.ts';
import { gatherPartitions, gatherQuarantine, gatherTables, gatherWindows } from './gather-lake.ts';
import { gatherProcesses } from './gather-processes.ts';

/** Gathers every fact that files tell about a run. */
export async function gatherFromFiles(
  stateDir: string,
  places: RunPlaces,
  sql: LakeSql,
  table: TableName,
  clock: () => number,
): Promise<Facts> {
  const facts = unknownFacts(clock(), 'files');
  if (places.spec !== null) facts.settings = settingsOf(places.spec);
  const topic = places.spec?.topic ?? 'requests';
  const ledger = await ledgerFacts(sql, topic, places);
  gatherProcesses(facts, stateDir, places, ledger.source);
  facts.topic = ledger.partitions.length === 0 ? null : topicOf(topic, ledger.partitions);
  facts.tables = await gatherTables(sql, topic, clock);
  facts.at = clock(); // after the commits were read: none of them lies in the future
  facts.quarantine = await gatherQuarantine(sql);
  facts.partitions = await gatherPartitions(sql, topic, facts);
  facts.windows = await gatherWindows(sql, table, facts);
  return facts;
}

function settingsOf({ settings: { stream, consumer, lake, silver } }: RunSpec): Facts['settings'] {
  return {
    triggerMs: stream.triggerMs,
    windowMs: stream.windowMs,
    allowedLatenessMs: stream.allowedLatenessMs,
    idlePartitionMs: stream.idlePartitionMs,
    startFrom: consumer.startFrom,
    compactAfterFiles: lake.compactAfterFiles,
    compaction: lake.compaction,
    poison: silver.poison,
  };
}

export interface LedgerSummary {
  made: number;
  acked: number;
  failed: number;
  unknown: number;
  openEvents: number;
  openPartitions: number[];
  lastAckAt: number | null;
  ended: boolean;
  topic: string;
}

/** Ends of partitions are what acknowledgements prove: the topic reaches at least that far. */
async function ledgerFacts(
  sql: LakeSql,
  topic: string,
  places: RunPlaces,
): Promise<{ source: LedgerSummary | null; partitions: TopicPartitionFacts[] }> {
  const files = sql.ledgerFiles();
  if (files.length === 0) return { source: null, partitions: [] };
  const own = files.find((file) => places.spec !== null && file.includes(places.spec.runId)) ?? files.at(-1)!;
  const ends = await sql.trusted(
    `SELECT p, max(base + n) AS "end" FROM ${ledgerLines(files)} WHERE t = 'acked' AND base >= 0 GROUP BY p ORDER BY p`,
  );
  return {
    source: await summary(sql, own, topic),
    partitions: ends.map((row) => partitionFact(Number(row.p), Number(row.end))),
  };
}

function partitionFact(partition: number, logEnd: number): TopicPartitionFacts {
  return {
    partition,
    leader: null,
    isr: null,
    replicas: null,
    logStart: null,
    logEnd,
    logEndAfter: null,
    endPerSecond: null,
  };
}

async function summary(sql: LakeSql, file: string, topic: string): Promise<LedgerSummary> {
  const rows = await sql.trusted(`
    WITH line AS (SELECT * FROM ${ledgerLines([file])}),
    settled AS (SELECT b, arg_max(t, "at") AS outcome, max("at") AS settled FROM line WHERE t IN ('acked', 'resolved', 'failed', 'unknown') GROUP BY b),
    batch AS (SELECT len(seq) AS n, p, coalesce(outcome, 'open') AS outcome, settled FROM line LEFT JOIN settled USING (b) WHERE t = 'intent')
    SELECT coalesce(sum(n), 0)::BIGINT AS made, coalesce(sum(n) FILTER (outcome IN ('acked', 'resolved')), 0)::BIGINT AS acked,
      coalesce(sum(n) FILTER (outcome = 'failed'), 0)::BIGINT AS failed, coalesce(sum(n) FILTER (outcome = 'unknown'), 0)::BIGINT AS "unknown",
      coalesce(sum(n) FILTER (outcome = 'open'), 0)::BIGINT AS openEvents, list(DISTINCT p) FILTER (outcome = 'open') AS openPartitions,
      max(settled) FILTER (outcome = 'acked') AS lastAckAt, (SELECT count(*) > 0 FROM line WHERE t = 'end') AS ended,
      coalesce((SELECT max(topic) FROM line WHERE t = 'run'), '') AS topic
    FROM batch`);
  const row = rows[0] as unknown as LedgerSummary;
  return { ...row, openPartitions: row.openPartitions ?? [], topic: row.topic || topic };
}

function topicOf(name: string, partitions: TopicPartitionFacts[]): Facts['topic'] {
  return { name, exists: true, minInsyncReplicas: null, partitions, othersWithRecords: [] };
}
