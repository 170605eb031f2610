// Facts from the lake itself: positions, versions, rejected rows, watermarks and windows.
import { appId, GOLD_TABLES, TABLES, type TableName } from '../../contract/tables.ts';
import type { TableSnapshot } from '../../delta/snapshot.ts';
import { parseStatistics } from '../../delta/statistics.ts';
import type { LakeCommit } from '../sql/lake-tables.ts';
import type { LakeSql } from '../sql/open-lake-sql.ts';
import type { Facts, PartitionTimeFacts, QuarantineFacts, TableFacts, WindowFacts } from './facts.ts';

const UPSTREAM: Record<TableName, { table: TableName; position: string } | null> = {
  bronze: null,
  silver: { table: 'bronze', position: appId.silver },
  quarantine: { table: 'bronze', position: appId.quarantine },
  'gold.traffic': { table: 'silver', position: appId.gold },
  'gold.status': { table: 'silver', position: appId.gold },
  'gold.paths': { table: 'silver', position: appId.gold },
};

/** Commits looked back at for times; older ones only make a silence longer. */
const LOOK_BACK = 300;

/** Facts of every table that exists. */
export async function gatherTables(
  sql: LakeSql,
  topic: string,
  clock: () => number,
): Promise<Facts['tables']> {
  const tables: Facts['tables'] = {};
  for (const name of Object.keys(TABLES) as TableName[]) {
    const snapshot = await sql.tables.newest(name);
    if (snapshot === undefined) continue;
    const readAt = clock();
    const facts = await tableFacts(sql, name, snapshot, topic);
    tables[name] = { ...facts, positionsReadAt: name === 'bronze' ? readAt : null };
  }
  return tables;
}

async function tableFacts(
  sql: LakeSql,
  name: TableName,
  snapshot: TableSnapshot,
  topic: string,
): Promise<Omit<TableFacts, 'positionsReadAt'>> {
  const commits = await sql.tables.commits(name, snapshot.version - LOOK_BACK);
  const upstream = UPSTREAM[name];
  const upstreamVersion =
    upstream === null
      ? null
      : (snapshot.transactions.get(upstream.position)?.version ?? (snapshot.version === 0 ? -1 : null));
  return {
    version: snapshot.version,
    rows: rowsOf(snapshot),
    files: snapshot.files.size,
    committedAt: commits.findLast(changesData)?.at ?? null,
    upstreamVersion,
    waitingSince:
      upstream === null || upstreamVersion === null
        ? null
        : await firstAfter(sql, upstream.table, upstreamVersion),
    positions: name === 'bronze' ? positionsOf(snapshot, topic) : null,
    commitMs: null,
  };
}

function rowsOf({ files }: TableSnapshot): number | null {
  let rows = 0;
  for (const { stats } of files.values()) {
    const count = parseStatistics(stats)?.numRecords;
    if (count === undefined) return null;
    rows += count;
  }
  return rows;
}

/** Rows came or went; a compaction only moves them. */
function changesData({ actions }: LakeCommit): boolean {
  return actions.some(
    (action) =>
      ('add' in action && action.add.dataChange) || ('remove' in action && action.remove.dataChange),
  );
}

async function firstAfter(sql: LakeSql, table: TableName, version: number): Promise<number | null> {
  const later = await sql.tables.commits(table, version + 1);
  return later.find(changesData)?.at ?? null;
}

function positionsOf({ transactions }: TableSnapshot, topic: string): Record<string, number> {
  const prefix = appId.bronze(topic, 0).slice(0, -1);
  return Object.fromEntries(
    [...transactions].flatMap(([id, { version }]) =>
      id.startsWith(prefix) ? [[id.slice(prefix.length), version]] : [],
    ),
  );
}

/** Accepted against rejected rows, and why most were rejected. */
export async function gatherQuarantine(sql: LakeSql): Promise<QuarantineFacts | null> {
  if ((await sql.tables.newest('quarantine')) === undefined) return null;
  const counts = await sql.trusted(
    'SELECT (SELECT count(*) FROM silver) AS accepted, (SELECT count(*) FROM quarantine) AS rejected',
  );
  const { accepted, rejected } = counts[0] as { accepted: number; rejected: number };
  const top = await sql.trusted(
    'SELECT reasons, count(*) AS n, any_value(left(raw, 120)) AS example FROM quarantine GROUP BY reasons ORDER BY n DESC LIMIT 1',
  );
  const reason = top[0] as { reasons: string; n: number; example: string | null } | undefined;
  return {
    accepted,
    rejected,
    topReason: reason?.reasons ?? null,
    topShare: reason === undefined ? null : reason.n / rejected,
    example: reason?.example ?? null,
  };
}

/** Newest accepted event time of every partition that is known, and how long it has been silent. */
export async function gatherPartitions(
  sql: LakeSql,
  topic: string,
  facts: Facts,
): Promise<PartitionTimeFacts[] | null> {
  const silver = await sql.tables.newest('silver');
  const bronze = await sql.tables.newest('bronze');
  if (silver === undefined || bronze === undefined) return null;
  const commits = await sql.tables.commits('bronze', bronze.version - LOOK_BACK);
  const known = new Set([
    ...Object.keys(positionsOf(bronze, topic)),
    ...(facts.topic?.partitions ?? []).map((one) => String(one.partition)),
  ]);
  return [...known]
    .map(Number)
    .sort((left, right) => left - right)
    .map((partition) => {
      const silentMs = silence(commits, appId.bronze(topic, partition), facts.at);
      const { idlePartitionMs } = facts.settings;
      return {
        partition,
        newestEventTime: silver.transactions.get(appId.silverNewest(partition))?.version ?? null,
        silentMs,
        idle: idlePartitionMs !== null && silentMs !== null && silentMs > idlePartitionMs,
      };
    });
}

function silence(commits: readonly LakeCommit[], app: string, now: number): number | null {
  const last = commits.findLast(({ actions }) =>
    actions.some((action) => 'txn' in action && action.txn.appId === app),
  );
  const at = last?.at ?? commits[0]?.at;
  return at === undefined ? null : Math.max(0, now - at);
}

/** Watermark, final windows, and how many rows lateness admits. */
export async function gatherWindows(
  sql: LakeSql,
  table: TableName,
  facts: Facts,
): Promise<WindowFacts | null> {
  const asked = GOLD_TABLES.find((name) => name === table) ?? 'gold.traffic';
  const gold = await sql.tables.newest(asked);
  if (gold === undefined || facts.partitions === null) return null;
  const { windowMs, allowedLatenessMs } = facts.settings;
  const counts = await sql.trusted(
    `SELECT count(*) FILTER (epoch_ms(event_time) + behind_ms - ${allowedLatenessMs} < (epoch_ms(event_time) // ${windowMs} + 1) * ${windowMs}) AS admitted,
            count(*) AS rows, max(epoch_ms(event_time)) AS newest FROM silver`,
  );
  const { admitted, rows, newest } = counts[0] as { admitted: number; rows: number; newest: number | null };
  const active = facts.partitions.filter((one) => !one.idle && one.newestEventTime !== null);
  const shown = await sql.trusted(`SELECT max(epoch_ms(window_start)) AS newest FROM ${asked}`);
  return {
    watermark:
      active.length === 0 ? null : Math.min(...active.map((one) => one.newestEventTime!)) - allowedLatenessMs,
    newestSilver: newest,
    finalBefore: gold.transactions.get(appId.goldFinalBefore)?.version ?? null,
    newestGoldWindow: (shown[0]?.newest as number | null | undefined) ?? null,
    rowsInGold: rowsOf(gold),
    lateDropped: rows - admitted,
    admitted,
  };
}
