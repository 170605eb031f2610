// Gold as its users see it, and what silver says it left out: read from the Delta tables by a reader of its own,
// only the files that are new or that hold the windows asked for.
import type { DuckDBConnection } from '@duckdb/node-api';
import { TABLES, type TableName } from '../../../pipeline/contract/tables.ts';
import { filesOverlapping } from '../../../pipeline/delta/data-skipping.ts';
import type { DeltaPorts } from '../../../pipeline/delta/ports.ts';
import { type DeltaTable, openTable, tableExists } from '../../../pipeline/delta/table.ts';
import { relationOverFiles, tableRelation } from '../../../pipeline/lake/read-table.ts';

export interface ShownWindow {
  /** ms since the epoch. */
  start: number;
  requests: number;
  isFinal: boolean;
}

export interface LateEvent {
  eventId: string;
  eventTime: number;
  partition: number;
  offset: string;
}

export interface GoldView {
  /** Windows that start at or after `fromMs`, oldest first, at most the newest `limit`. */
  windows(fromMs: number | undefined, limit: number): Promise<ShownWindow[]>;
  /** Late-dropped events of one window, the latest first. */
  lateExamples(start: number, limit: number): Promise<LateEvent[]>;
  /** Late-dropped events by window start (ms), since this view was opened. */
  lateDropped(): Promise<ReadonlyMap<number, number>>;
  /** Quarantined rows by reason, newest commits first counted, since this view was opened. */
  quarantined(): Promise<ReadonlyMap<string, number>>;
}

export interface GoldViewOptions {
  ports: DeltaPorts;
  connection: DuckDBConnection;
  windowMs: number;
  allowedLatenessMs: number;
}

/** Opens a table when it is there; a lake that is still empty has none. */
function lazyTable(ports: DeltaPorts, name: TableName): () => Promise<DeltaTable | undefined> {
  let table: DeltaTable | undefined;
  return async () => {
    const { path } = TABLES[name];
    if (table === undefined && (await tableExists(ports, path)))
      table = await openTable(ports, path, { onCheckpointError: () => undefined });
    else await table?.refresh();
    return table;
  };
}

/** Reads each new file of an append-only table once, with the query given, and adds up its (key, count) rows. */
function runningCounts(
  { ports, connection }: GoldViewOptions,
  name: TableName,
  query: (relation: string) => string,
): () => Promise<ReadonlyMap<string, number>> {
  const open = lazyTable(ports, name);
  const counts = new Map<string, number>();
  let version: number | undefined;
  let first = true;
  return async () => {
    const table = await open();
    if (table !== undefined) {
      version ??= first ? table.version : -1;
      const commits = version < table.version ? await table.addedFiles(version, table.version) : [];
      const files = commits.flatMap((commit) => commit.files);
      version = table.version;
      if (files.length > 0) {
        const relation = relationOverFiles(ports.storage, TABLES[name].path, table.schema, files);
        for (const [key, count] of (await connection.runAndReadAll(query(relation))).getRows())
          counts.set(String(key), (counts.get(String(key)) ?? 0) + Number(count));
      }
    }
    first = false;
    return counts;
  };
}

/** A view over one lake. */
export function goldView(options: GoldViewOptions): GoldView {
  const { ports, connection, windowMs, allowedLatenessMs } = options;
  const traffic = lazyTable(ports, 'gold.traffic');
  const silver = lazyTable(ports, 'silver');
  const windowStart = `epoch_ms(event_time) - epoch_ms(event_time) % ${windowMs}`;
  const late = runningCounts(
    options,
    'silver',
    (relation) => `SELECT ${windowStart} AS start, count(*) FROM ${relation} AS silver
      WHERE epoch_ms(event_time) + behind_ms - ${allowedLatenessMs} >= ${windowStart} + ${windowMs} GROUP BY ALL`,
  );
  const rejected = runningCounts(
    options,
    'quarantine',
    (relation) => `SELECT reasons, count(*) FROM ${relation} AS quarantine GROUP BY ALL`,
  );
  return {
    async windows(fromMs, limit) {
      const table = await traffic();
      if (table === undefined) return [];
      const snapshot = table.snapshot();
      const from = fromMs === undefined ? undefined : new Date(fromMs);
      const files =
        from === undefined ? undefined : filesOverlapping(snapshot, 'window_start', from, undefined);
      const relation = tableRelation(
        ports.storage,
        table.path,
        snapshot,
        files === undefined ? {} : { files },
      );
      const rows =
        await connection.runAndReadAll(`SELECT epoch_ms(window_start), requests, is_final FROM ${relation} AS gold
        ${fromMs === undefined ? '' : `WHERE epoch_ms(window_start) >= ${fromMs}`} ORDER BY 1 DESC LIMIT ${limit}`);
      return rows
        .getRows()
        .map(([start, requests, isFinal]) => ({
          start: Number(start),
          requests: Number(requests),
          isFinal: isFinal === true,
        }))
        .reverse();
    },
    async lateExamples(start, limit) {
      const table = await silver();
      if (table === undefined) return [];
      const snapshot = table.snapshot();
      const files = filesOverlapping(snapshot, 'event_time', new Date(start), new Date(start + windowMs));
      const relation = tableRelation(ports.storage, table.path, snapshot, { files });
      const rows =
        await connection.runAndReadAll(`SELECT event_id, epoch_ms(event_time), kafka_partition, kafka_offset
        FROM ${relation} AS silver WHERE ${windowStart} = ${start}
          AND epoch_ms(event_time) + behind_ms - ${allowedLatenessMs} >= ${start + windowMs}
        ORDER BY behind_ms DESC, event_id LIMIT ${limit}`);
      return rows.getRows().map(([id, time, partition, offset]) => ({
        eventId: String(id),
        eventTime: Number(time),
        partition: Number(partition),
        offset: String(offset),
      }));
    },
    async lateDropped() {
      return new Map([...(await late())].map(([start, count]) => [Number(start), count]));
    },
    quarantined: rejected,
  };
}
