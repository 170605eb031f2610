// Everything that ledger, lake and (when asked) topic say about one event, without any conclusion.
import type { RunSpec } from '../../contract/run-spec.ts';
import { appId, TABLES, type TableName } from '../../contract/tables.ts';
import { filesOverlapping } from '../../delta/data-skipping.ts';
import { tableRelation } from '../../lake/read-table.ts';
import { sqlText } from '../../lake/sql-text.ts';
import type { LakeCommit } from '../sql/lake-tables.ts';
import { ledgerRelation } from '../sql/ledger-view.ts';
import type { LakeSql } from '../sql/open-lake-sql.ts';
import type { EventName } from './event-name.ts';

export interface LedgerFact {
  outcome: 'acked' | 'failed' | 'unknown' | 'open' | 'dropped';
  batch: number | null;
  madeAt: number | null;
  settledAt: number | null;
  partition: number | null;
  offset: number | null;
  why: string | null;
  expected: string | null;
  eventTime: number | null;
}
export interface CommitFact {
  version: number;
  at: number;
  note: string | null;
}
export interface BronzeRow {
  partition: number;
  offset: number;
  kafkaTime: number;
  ingestedAt: number;
  commit: CommitFact | null;
}
export interface SilverRow {
  eventTime: number;
  behindMs: number;
  partition: number;
  offset: number;
  ingestedAt: number;
}
export interface TraceFacts {
  event: EventName;
  topic: string;
  windowMs: number;
  allowedLatenessMs: number;
  ledger: LedgerFact | null;
  bronze: BronzeRow[];
  /** Next offset bronze will read of the event's partition. */
  bronzePosition: number | null;
  /** The event that bronze holds at the acknowledged place, when it is another one. */
  heldInstead: string | null;
  silver: SilverRow[];
  quarantine: { reasons: string; rejectedAt: number }[];
  /** The commits that carried the newest of its rows into each table; null when not found. */
  silverCommit: CommitFact | null;
  quarantineCommit: CommitFact | null;
  silverPosition: number | null;
  gold: { windowStart: number; isFinal: boolean; requests: number }[];
  goldCommit: CommitFact | null;
  goldPosition: number | null;
  /** What the topic itself says of an event that bronze lacks; null when it was not asked or nothing answered. */
  inTopic: TopicAnswer | null;
}
/**
 * `other`: another event is there. `deleted`: retention has removed that offset. `beyond`: the log ends before it. `missing`: nothing is
 * there; for an acknowledgement without an offset, no record of the partition is the event. `gone`: no such topic (any more).
 */
export type TopicAnswer = 'present' | 'other' | 'deleted' | 'beyond' | 'missing' | 'gone';
export type AskTopic = (
  topic: string,
  partition: number,
  /** null looks through the whole partition. */
  offset: number | null,
  eventId: string,
) => Promise<TopicAnswer | null>;

const ms = (column: string) => `epoch_us(${column}) / 1000.0`;

/** Gathers the facts; looks only into files that may hold the event, by their statistics. */
export async function gatherTrace(
  sql: LakeSql,
  event: EventName,
  spec: RunSpec | null,
  askTopic?: AskTopic,
): Promise<TraceFacts> {
  const topic = event.kind === 'foreign' ? event.topic : (spec?.topic ?? 'requests');
  const ledger = event.kind === 'ours' ? await ledgerFact(sql, event.runId, event.seq) : null;
  const place = event.kind === 'foreign' ? event : placeOf(ledger);
  const bronze = await bronzeRows(sql, event.id, topic);
  const silver = await rowsOf<SilverRow>(sql, 'silver', event.id, SILVER_COLUMNS);
  const quarantine = await rowsOf<{ reasons: string; rejectedAt: number }>(
    sql,
    'quarantine',
    event.id,
    QUARANTINE_COLUMNS,
  );
  const bronzeVersion = bronze[0]?.commit?.version ?? null;
  const silverCommit =
    silver.length > 0 ? await commitReaching(sql, 'silver', appId.silver, bronzeVersion) : null;
  const windowMs = spec?.settings.stream.windowMs ?? 10_000;
  const positions = await sql.tables.newest('bronze');
  const partition = place?.partition ?? bronze[0]?.partition;
  return {
    event,
    topic,
    windowMs,
    allowedLatenessMs: spec?.settings.stream.allowedLatenessMs ?? 10_000,
    ledger,
    bronze,
    bronzePosition:
      partition === undefined
        ? null
        : (positions?.transactions.get(appId.bronze(topic, partition))?.version ?? null),
    heldInstead:
      place?.offset != null && bronze.length === 0 ? await heldAt(sql, place.partition, place.offset) : null,
    silver,
    quarantine,
    silverCommit,
    quarantineCommit:
      quarantine.length > 0 ? await commitReaching(sql, 'quarantine', appId.quarantine, bronzeVersion) : null,
    silverPosition: await position(sql, 'silver', appId.silver),
    gold: await goldRows(sql, silver[0], windowMs),
    goldCommit: silverCommit
      ? await commitReaching(sql, 'gold.traffic', appId.gold, silverCommit.version)
      : null,
    goldPosition: await position(sql, 'gold.traffic', appId.gold),
    inTopic:
      place && askTopic && bronze.length === 0
        ? await askTopic(topic, place.partition, place.offset, event.id)
        : null,
  };
}

const SILVER_COLUMNS = `${ms('event_time')} AS eventTime, behind_ms AS behindMs, kafka_partition AS "partition", kafka_offset AS "offset", ${ms('ingested_at')} AS ingestedAt`;
const QUARANTINE_COLUMNS = `reasons, ${ms('rejected_at')} AS rejectedAt`;
const BRONZE_COLUMNS = `kafka_partition AS "partition", kafka_offset AS "offset", ${ms('kafka_time')} AS kafkaTime, ${ms('ingested_at')} AS ingestedAt`;

/** Where an acknowledged event should stand; its offset is null when the acknowledgement told none. */
function placeOf(ledger: LedgerFact | null): { partition: number; offset: number | null } | null {
  if (ledger === null || ledger.outcome !== 'acked' || ledger.partition === null) return null;
  return { partition: ledger.partition, offset: ledger.offset };
}

async function ledgerFact(sql: LakeSql, runId: string, seq: number): Promise<LedgerFact | null> {
  const files = sql.ledgerFiles();
  const rows = await sql.trusted(
    `SELECT outcome, batch, ${ms('made_at')} AS madeAt, ${ms('settled_at')} AS settledAt, kafka_partition AS "partition", kafka_offset AS "offset",
            why, expected, ${ms('event_time')} AS eventTime
     FROM (${ledgerRelation(files, seq)}) WHERE run_id = ${sqlText(runId)} ORDER BY settled_at DESC NULLS LAST LIMIT 1`,
  );
  return (rows[0] as unknown as LedgerFact | undefined) ?? null;
}

async function rowsOf<T>(sql: LakeSql, table: TableName, eventId: string, columns: string): Promise<T[]> {
  const snapshot = await sql.tables.newest(table);
  if (snapshot === undefined) return [];
  const files = filesOverlapping(snapshot, 'event_id', eventId, eventId);
  if (files.length === 0) return [];
  const relation = tableRelation(sql.tables.ports.storage, TABLES[table].path, snapshot, { files });
  const rows = await sql.trusted(`SELECT ${columns} FROM ${relation} WHERE event_id = ${sqlText(eventId)}`);
  return rows as unknown as T[];
}

async function bronzeRows(sql: LakeSql, eventId: string, topic: string): Promise<BronzeRow[]> {
  const rows = await rowsOf<BronzeRow>(sql, 'bronze', eventId, BRONZE_COLUMNS);
  const commits = rows.length > 0 ? await sql.tables.commits('bronze') : [];
  const found = rows.map((row) => ({
    ...row,
    commit: commitOf(commits, appId.bronze(topic, row.partition), row.offset + 1),
  }));
  return found.sort((left, right) => left.ingestedAt - right.ingestedAt || left.offset - right.offset);
}

async function heldAt(sql: LakeSql, partition: number, offset: number): Promise<string | null> {
  const snapshot = await sql.tables.newest('bronze');
  if (snapshot === undefined) return null;
  const files = filesOverlapping(snapshot, 'kafka_offset', offset, offset);
  if (files.length === 0) return null;
  const relation = tableRelation(sql.tables.ports.storage, TABLES.bronze.path, snapshot, { files });
  const rows = await sql.trusted(
    `SELECT event_id AS id FROM ${relation} WHERE kafka_partition = ${partition} AND kafka_offset = ${offset} LIMIT 1`,
  );
  return rows[0] === undefined ? null : String(rows[0].id);
}

async function goldRows(
  sql: LakeSql,
  row: SilverRow | undefined,
  windowMs: number,
): Promise<TraceFacts['gold']> {
  if (row === undefined) return [];
  const start = Math.floor(row.eventTime / windowMs) * windowMs;
  const rows = await sql.trusted(
    `SELECT ${ms('window_start')} AS windowStart, is_final AS isFinal, requests FROM gold.traffic WHERE window_start = make_timestamptz(${start * 1000})`,
  );
  return rows as unknown as TraceFacts['gold'];
}

async function position(sql: LakeSql, table: TableName, app: string): Promise<number | null> {
  return (await sql.tables.newest(table))?.transactions.get(app)?.version ?? null;
}

async function commitReaching(
  sql: LakeSql,
  table: TableName,
  app: string,
  target: number | null,
): Promise<CommitFact | null> {
  return target === null ? null : commitOf(await sql.tables.commits(table), app, target);
}

/** The first commit whose position of `app` is at or beyond `target`: the one that brought what stands before it. */
function commitOf(commits: readonly LakeCommit[], app: string, target: number): CommitFact | null {
  const found = commits.find(({ actions }) =>
    actions.some((action) => 'txn' in action && action.txn.appId === app && action.txn.version >= target),
  );
  return found ? { version: found.version, at: found.at, note: found.userMetadata } : null;
}
