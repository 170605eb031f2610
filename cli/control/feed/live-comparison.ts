// Ledger against bronze while the run goes on: an acknowledged event whose place in the log bronze has passed without
// showing it is lost. Each event is compared once and forgotten, so memory follows the lag and not the run.
import { DOUBLE, type DuckDBConnection, INTEGER } from '@duckdb/node-api';
import { eventId, runIdMadeAtMs } from '../../../pipeline/contract/event.ts';
import { appId, TABLES } from '../../../pipeline/contract/tables.ts';
import { isDeltaError } from '../../../pipeline/delta/errors.ts';
import type { DeltaPorts } from '../../../pipeline/delta/ports.ts';
import { type DeltaTable, openTable, tableExists } from '../../../pipeline/delta/table.ts';
import { appendChunks } from '../../../pipeline/lake/append-chunks.ts';
import { relationOverFiles } from '../../../pipeline/lake/read-table.ts';
import type { AckedBatch } from './ledger-tail.ts';

export interface LostEvent {
  eventId: string;
  partition: number;
  offset: string;
  /** ms since the epoch; null when the event has no time. */
  eventTime: number | null;
  windowStart: number | null;
}

export interface Comparison {
  /** Acknowledged and not yet seen in bronze: on their way, or lost. */
  unaccounted: number;
  lost: number;
  firstLost: string | null;
  /** The first lost events, at most 200. */
  examples: LostEvent[];
  /** Lost events by window start (ms). */
  lostByWindow: Map<number, number>;
  at: number;
}

export interface LiveComparison {
  /** Takes in what was acknowledged, reads bronze's new files, and answers the state of the comparison. */
  compare(acked: AckedBatch[]): Promise<Comparison>;
}

export interface LiveComparisonOptions {
  ports: DeltaPorts;
  connection: DuckDBConnection;
  runId: string;
  topic: string;
  windowMs: number;
}

const EXAMPLES_KEPT = 200;
/** An event acknowledged without an offset, and not seen for this long, is lost. */
const NO_OFFSET_PATIENCE_MS = 5_000;

const WAITING_TYPES = [DOUBLE, INTEGER, DOUBLE, DOUBLE, DOUBLE];

/** Numbers travel as doubles, exact below 2^53; an event is named by its number in the run. */
async function prepare(connection: DuckDBConnection, waiting: string, seen: string): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${waiting} (seq DOUBLE, p INTEGER, o DOUBLE, t DOUBLE, since DOUBLE)`,
  );
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${seen} (seq DOUBLE)`);
}

async function append(connection: DuckDBConnection, table: string, acked: AckedBatch[]): Promise<void> {
  const appender = await connection.createAppender(table);
  const now = Date.now();
  for (const { partition, seq, offset, time } of acked)
    appendChunks(appender, WAITING_TYPES, seq.length, (start, end) => [
      seq.slice(start, end),
      new Array<number>(end - start).fill(partition),
      offset.slice(start, end),
      time.slice(start, end),
      new Array<number>(end - start).fill(now),
    ]);
  appender.closeSync();
}

/** What stood there before the run cannot hold an event of the run; -1 when nothing that is kept did. */
async function versionBefore(table: DeltaTable, timeMs: number): Promise<number> {
  try {
    return await table.versionAt(timeMs);
  } catch (error) {
    if (isDeltaError(error, 'version-gone')) return -1;
    throw error;
  }
}

/** Compares one run's ledger with its bronze table, from the version at the run's beginning on: the first call may come long after that. */
export function liveComparison({
  ports,
  connection,
  runId,
  topic,
  windowMs,
}: LiveComparisonOptions): LiveComparison {
  const waiting = `waiting_${runId}`;
  const seen = `seen_${runId}`;
  let table: DeltaTable | undefined;
  let version = -1;
  let prepared = false;
  let lost = 0;
  const lostByWindow = new Map<number, number>();
  const rowPositions = new Map<number, number>();
  const examples: LostEvent[] = [];

  async function takeNewRows(): Promise<void> {
    if (table === undefined) return;
    const newest = await table.refresh();
    if (newest === version) return;
    const commits = await table.addedFiles(version, newest);
    const files = commits.flatMap((commit) => commit.files);
    if (files.length > 0) {
      const relation = relationOverFiles(ports.storage, TABLES.bronze.path, table.schema, files);
      await connection.run(
        `INSERT INTO ${seen} SELECT TRY_CAST(substr(event_id, ${runId.length + 2}) AS DOUBLE) AS seq
         FROM ${relation} AS bronze WHERE starts_with(event_id, '${runId}-') AND seq IS NOT NULL`,
      );
      if (toldPositions().length === 0) await readRowPositions(relation);
    }
    version = newest;
  }

  /** Next offset by partition, by the commits that carry it. */
  function toldPositions(): [partition: number, next: number][] {
    const prefix = appId.bronze(topic, 0).slice(0, -1);
    return [...(table?.transactionVersions() ?? [])].flatMap(([id, next]) =>
      id.startsWith(prefix) ? [[Number(id.slice(prefix.length)), next] as [number, number]] : [],
    );
  }

  /** Spark's commits carry no position: behind the furthest row, then, since a batch has no holes. */
  async function readRowPositions(relation: string): Promise<void> {
    const reached = await connection.runAndReadAll(
      `SELECT kafka_partition, max(kafka_offset) + 1 FROM ${relation} AS bronze GROUP BY 1`,
    );
    for (const [partition, next] of reached.getRows())
      rowPositions.set(Number(partition), Math.max(Number(next), rowPositions.get(Number(partition)) ?? 0));
  }

  /** Rows met on both sides leave; a waiting row that bronze has passed is lost. Tables are made anew: deleted rows would keep their memory. */
  async function settle(): Promise<void> {
    const unmet = `unmet_${runId}`;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${unmet} AS SELECT * FROM ${waiting} ANTI JOIN ${seen} USING (seq)`,
    );
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE ${seen} AS SELECT seq FROM ${seen} ANTI JOIN ${waiting} USING (seq)`,
    );
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${waiting} AS FROM ${unmet}`);
    await connection.run(`DROP TABLE ${unmet}`);
    const told = toldPositions();
    const passedBy = told.length > 0 ? told : [...rowPositions];
    const positions = passedBy.map(([partition, next]) => `(${partition}, ${next})`);
    if (positions.length === 0) return;
    const passed = `FROM ${waiting} JOIN (VALUES ${positions.join(', ')}) AS position(p, next) USING (p)
      WHERE o < next OR (o IS NULL AND since < ${Date.now() - NO_OFFSET_PATIENCE_MS})`;
    const rows = (await connection.runAndReadAll(`SELECT seq, p, o, t ${passed} ORDER BY p, o`)).getRows();
    if (rows.length === 0) return;
    lost += rows.length;
    for (const [seq, partition, offset, time] of rows) {
      const eventTime = time === null ? null : Number(time);
      const windowStart = eventTime === null ? null : Math.floor(eventTime / windowMs) * windowMs;
      if (windowStart !== null) lostByWindow.set(windowStart, (lostByWindow.get(windowStart) ?? 0) + 1);
      if (examples.length < EXAMPLES_KEPT)
        examples.push({
          eventId: eventId(runId, Number(seq)),
          partition: Number(partition),
          offset: String(offset),
          eventTime,
          windowStart,
        });
    }
    await connection.run(`DELETE FROM ${waiting} WHERE seq IN (SELECT seq ${passed})`);
  }

  return {
    async compare(acked) {
      if (!prepared) {
        await prepare(connection, waiting, seen);
      }
      if (table === undefined && (await tableExists(ports, TABLES.bronze.path))) {
        table = await openTable(ports, TABLES.bronze.path, { onCheckpointError: () => undefined });
        if (!prepared) version = await versionBefore(table, runIdMadeAtMs(runId));
      }
      prepared = true;
      await append(connection, waiting, acked);
      await takeNewRows();
      await settle();
      const left = await connection.runAndReadAll(`SELECT count(*) FROM ${waiting}`);
      const unaccounted = Number(left.getRows()[0]![0]) + lost;
      return {
        unaccounted,
        lost,
        firstLost: examples[0]?.eventId ?? null,
        examples,
        lostByWindow,
        at: Date.now(),
      };
    },
  };
}
