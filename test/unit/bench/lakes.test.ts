// What the benchmark reads out of lakes, over small ones written by hand: when an event was where, and whether two lakes are the same.
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { differentRows } from '../../../bench/runs/compare-lakes.ts';
import { commitsOf, lastCommitMs } from '../../../bench/runs/lake-times.ts';
import { latenciesOf } from '../../../bench/runs/latencies.ts';
import { appId, TABLES, type TableName } from '../../../pipeline/contract/tables.ts';
import type { CommitRequest } from '../../../pipeline/delta/transaction.ts';
import { openSmallLakes } from '../../helpers/small-lake.ts';

const { folder, tableIn } = await openSmallLakes();

/** A commit: its rows (none: no file), when it became visible, what it says beside. */
interface Written {
  rows?: string;
  at: number;
  more?: Partial<CommitRequest>;
}

async function write(lake: string, name: TableName, commits: readonly Written[]): Promise<void> {
  const { path } = TABLES[name];
  const { table, fileOf } = await tableIn(lake, name);
  for (const { rows, at, more = {} } of commits) {
    const file = rows && (await fileOf(rows));
    const request = { adds: file ? [file] : [], operation: 'STREAMING UPDATE', ...more };
    const { version } = await table.commit(request);
    const log = join(folder, lake, path, '_delta_log', `${String(version).padStart(20, '0')}.json`);
    utimesSync(log, at / 1_000, at / 1_000);
  }
}

const T0 = 1_790_000_000_000;
const time = (ms: number) => `make_timestamptz(${ms} * 1000)`;
const bronze = (offset: number, producedMs: number) =>
  `SELECT 'r-${offset}' AS event_id, 't' AS kafka_topic, 0 AS kafka_partition, ${offset} AS kafka_offset, ${time(producedMs)} AS kafka_time,
   ${time(producedMs)} AS ingested_at, 'k' AS key, 'raw' AS raw`;
const silver = (offset: number, eventMs: number, host = 'h') =>
  `SELECT 'r-${offset}' AS event_id, ${time(eventMs)} AS event_time, 0 AS behind_ms, '${host}' AS host, 'GET' AS method, '/' AS path,
   'HTTP/1.0' AS protocol, 200 AS status, 1 AS bytes, 'clf' AS format, 0 AS kafka_partition, ${offset} AS kafka_offset, ${time(eventMs)} AS ingested_at`;
const traffic = `SELECT ${time(T0)} AS window_start, 2 AS requests, 2 AS bytes, 0 AS errors, 1 AS hosts, false AS is_final`;

const LIVE = () => ({
  lakeDir: join(folder, 'live'),
  windowMs: 10_000,
  fromMs: T0,
  toMs: T0 + 5_000,
  scratchDir: folder,
});

describe('when an event was where', () => {
  test('each layer counts from the commit that brought the event, gold from the one that counts or finishes it', async () => {
    await write('live', 'bronze', [
      { rows: bronze(0, T0 + 100), at: T0 + 300 },
      { rows: bronze(1, T0 + 1_100), at: T0 + 1_500 },
      { rows: bronze(2, T0 + 9_000), at: T0 + 9_100 },
    ]);
    await write('live', 'silver', [
      { rows: silver(0, T0), at: T0 + 600 },
      { rows: silver(1, T0 + 1_000), at: T0 + 1_600 },
      { rows: silver(2, T0 + 9_000), at: T0 + 9_900 },
    ]);
    const gold = (at: number, version: number, finalBefore?: number): Written => ({
      rows: traffic,
      at,
      more: {
        transactions: [
          { appId: appId.gold, expected: version === 1 ? undefined : version - 1, version },
          ...(finalBefore === undefined
            ? []
            : [{ appId: appId.goldFinalBefore, expected: undefined, version: finalBefore }]),
        ],
      },
    });
    await write('live', 'gold.traffic', [
      gold(T0 + 900, 1),
      gold(T0 + 2_000, 2),
      gold(T0 + 25_000, 3, T0 + 10_000),
    ]);
    const all = { events: 2, arrived: 2 };
    expect(await latenciesOf(LIVE())).toEqual({
      bronze: { p50: 200, p99: 400, p999: 400, ...all },
      silver: { p50: 500, p99: 500, p999: 500, ...all },
      provisional: { p50: 800, p99: 900, p999: 900, ...all },
      final: { p50: 23_900, p99: 24_900, p999: 24_900, ...all },
    });
  });

  test('what has not arrived is later than all that has', async () => {
    // Of four events two are in bronze, so that nobody knows how long 99 of 100 take.
    const { bronze: four } = await latenciesOf({ ...LIVE(), produced: 4 });
    expect(four).toEqual({ p50: 400, p99: null, p999: null, events: 4, arrived: 2 });
    await write('half', 'bronze', [{ rows: `${bronze(0, T0)} UNION ALL ${bronze(1, T0)}`, at: T0 + 100 }]);
    await write('half', 'silver', [{ rows: silver(0, T0), at: T0 + 600 }]);
    await write('half', 'gold.traffic', [{ rows: traffic, at: T0 + 900 }]);
    const half = await latenciesOf({ ...LIVE(), lakeDir: join(folder, 'half') });
    expect(half.silver).toEqual({ p50: 600, p99: null, p999: null, events: 2, arrived: 1 });
  });

  test('a commit that only rearranges files is no news', async () => {
    await write('kept', 'bronze', [
      { rows: bronze(0, T0), at: T0 + 100 },
      { rows: bronze(0, T0), at: T0 + 9_000, more: { operation: 'OPTIMIZE', dataChange: false } },
    ]);
    expect((await commitsOf(join(folder, 'kept'), 'bronze')).map(({ version }) => version)).toEqual([1]);
    expect(await lastCommitMs(join(folder, 'kept'), ['bronze'])).toBe(T0 + 100);
  });
});

describe('whether two lakes are the same', () => {
  const compared = { tables: ['silver'] as const };

  test('the same rows in other files and another order are the same, whenever they were written', async () => {
    await write('one', 'silver', [{ rows: `${silver(0, T0)} UNION ALL ${silver(1, T0)}`, at: T0 }]);
    await write('two', 'silver', [
      { rows: silver(1, T0), at: T0 + 5 },
      { rows: silver(0, T0), at: T0 + 9 },
    ]);
    expect(await differentRows(join(folder, 'one'), join(folder, 'two'), compared, folder)).toEqual({});
  });

  test('one other value, and one row too many, are told with their number', async () => {
    await write('other', 'silver', [
      { rows: `${silver(0, T0)} UNION ALL ${silver(1, T0, 'else')}`, at: T0 },
      { rows: silver(0, T0), at: T0 },
    ]);
    const found = await differentRows(join(folder, 'one'), join(folder, 'other'), compared, folder);
    expect(found).toEqual({ silver: 3 });
  });
});
