// The sums of open windows: what counts, and what takes memory. DuckDB frees no deleted row of a temporary table, so a state that only deletes
// grows for as long as the processor runs.
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DuckDbSession, openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { type GoldState, goldState } from '../../../pipeline/medallion/gold-state.ts';

const WINDOW_MS = 10_000;
const HOSTS = 1_500;

let session: DuckDbSession;
let connection: DuckDBConnection;
let state: GoldState;
beforeEach(async () => {
  session = await openDuckDb({ threads: 1 });
  connection = await session.connect();
  state = await goldState(connection);
});
afterEach(() => session.close());

/** A batch of one window: a request of each host, all of one status, for a path of its own. */
async function add(windowMs: number): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE gold_in AS SELECT CAST(${windowMs} AS BIGINT) AS window_ms, 'h' || i AS host, 200 AS status,
    '/p' || i AS path, 1 AS requests, 10 AS bytes, 0 AS errors, true AS admitted FROM range(${HOSTS}) AS t(i)`);
  await state.add(Number.MIN_SAFE_INTEGER);
}

/** Two batches in each window, of which the last three stay open. */
async function stream(fromWindow: number, windows: number): Promise<void> {
  for (let window = fromWindow; window < fromWindow + windows; window++) {
    for (let batch = 0; batch < 2; batch++) await add(window * WINDOW_MS);
    await state.dropBefore((window - 2) * WINDOW_MS);
  }
}

async function tableBytes(): Promise<number> {
  const result = await connection.runAndReadAll(
    "SELECT sum(memory_usage_bytes) AS n FROM duckdb_memory() WHERE tag IN ('BASE_TABLE', 'IN_MEMORY_TABLE')",
  );
  return Number(result.getRowObjects()[0]?.n);
}

async function requestsOf(windowMs: number): Promise<number> {
  const result = await connection.runAndReadAll(
    `SELECT sum(requests) AS n FROM open_hosts WHERE window_ms = ${windowMs}`,
  );
  return Number(result.getRowObjects()[0]?.n);
}

it('holds the sums of the windows that are open, however often it was written anew', async () => {
  await stream(0, 60);
  expect(await state.windows()).toEqual([57, 58, 59].map((window) => window * WINDOW_MS));
  for (const window of [57, 58, 59]) expect(await requestsOf(window * WINDOW_MS)).toBe(2 * HOSTS);
});

it('takes no more memory after many windows than after some', async () => {
  await stream(0, 60);
  const early = await tableBytes();
  await stream(60, 180);
  expect(await tableBytes()).toBeLessThan(1.5 * early);
});

it('counts the rows that are there', async () => {
  await stream(0, 40);
  const tables = ['open_hosts', 'open_status', 'open_paths'].map((name) => `(SELECT count(*) FROM ${name})`);
  const result = await connection.runAndReadAll(`SELECT ${tables.join(' + ')} AS n`);
  expect(state.rows()).toBe(Number(result.getRowObjects()[0]?.n));
});
