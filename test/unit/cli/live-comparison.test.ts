// Ledger against bronze, over a small real table: who met, who is on the way, who is lost.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { AckedBatch } from '../../../cli/control/feed/ledger-tail.ts';
import { liveComparison } from '../../../cli/control/feed/live-comparison.ts';
import { appId, TABLES } from '../../../pipeline/contract/tables.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { createTable } from '../../../pipeline/delta/table.ts';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { writeDataFile } from '../../../pipeline/lake/write-data-file.ts';

/** Made on 26 November 2026, before any of the tables below. */
const RUN = 'rmwx7gwowso';
const folder = mkdtempSync(join(tmpdir(), 'lakequake-live-comparison-'));
const session = await openDuckDb({ threads: 1 });
const connection = await session.connect();
afterAll(() => {
  connection.closeSync();
  session.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A lake whose bronze takes events by their ids, at offsets from 0 on, and a comparison with the ledger of RUN. */
async function bronzeOf(lake: string) {
  const { path, columns } = TABLES.bronze;
  const ports = lakePorts(localStorage(join(folder, lake)), session);
  const schema = structOf(...columns.map((one) => column(one.name, one.type)));
  const onCheckpointError = (error: Error) => {
    throw error;
  };
  const table = await createTable(ports, path, { schema }, { onCheckpointError });
  let next = 0;
  async function take(...ids: string[]): Promise<void> {
    const rows = ids.map(
      (id, index) =>
        `SELECT '${id}' AS event_id, 't' AS kafka_topic, 0 AS kafka_partition, ${next + index} AS kafka_offset,
         now() AS kafka_time, now() AS ingested_at, 'k' AS key, 'raw' AS raw`,
    );
    const file = await writeDataFile(connection, { ports, path, schema }, rows.join(' UNION ALL '));
    const expected = next === 0 ? undefined : next;
    next += ids.length;
    const transactions = [{ appId: appId.bronze('t', 0), expected, version: next }];
    await table.commit({ adds: [file!], transactions, operation: 'STREAMING UPDATE' });
  }
  const options = { ports, connection, runId: RUN, topic: 't', windowMs: 10_000 };
  return { take, comparison: liveComparison(options) };
}

const acked = (first: number, ...seq: number[]): AckedBatch => ({
  partition: 0,
  seq,
  offset: seq.map((_, index) => first + index),
  time: seq.map((one) => one * 1_000),
});

test('events wait until bronze shows them, whoever comes first', async () => {
  const { take, comparison } = await bronzeOf('both-ways');
  expect(await comparison.compare([acked(0, 1, 2)])).toMatchObject({ unaccounted: 2, lost: 0 });
  await take(`${RUN}-1`, `${RUN}-2`, `${RUN}-3`);
  expect(await comparison.compare([])).toMatchObject({ unaccounted: 0, lost: 0 });
  // The third was in bronze before its acknowledgement was read.
  expect(await comparison.compare([acked(2, 3)])).toMatchObject({ unaccounted: 0, lost: 0, firstLost: null });
});

test('what bronze has passed without showing it is lost, and named with its place and window', async () => {
  const { take, comparison } = await bronzeOf('passed');
  await comparison.compare([acked(0, 11, 12, 13)]);
  await take(`${RUN}-11`, 'rx-12', `${RUN}-13`);
  expect(await comparison.compare([acked(3, 14)])).toMatchObject({
    unaccounted: 2,
    lost: 1,
    firstLost: `${RUN}-12`,
    examples: [{ eventId: `${RUN}-12`, partition: 0, offset: '1', eventTime: 12_000, windowStart: 10_000 }],
    lostByWindow: new Map([[10_000, 1]]),
  });
  await take(`${RUN}-14`);
  expect(await comparison.compare([])).toMatchObject({ unaccounted: 1, lost: 1 });
});

test('a row that stands twice counts once, and ids of others not at all', async () => {
  const { take, comparison } = await bronzeOf('twice');
  await comparison.compare([acked(0, 1)]);
  await take(`${RUN}-1`, `${RUN}-1`, `${RUN}c-2`, 't-0-3', `${RUN}-x`);
  expect(await comparison.compare([acked(5, 2)])).toMatchObject({ unaccounted: 1, lost: 0 });
});
