// The lake a real drain leaves behind (broker, processor, everything), opened by delta-rs: every table at every version it
// keeps, with the same rows that DuckDB reads.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { openTable } from '../../pipeline/delta/table.ts';
import { type DuckDbSession, openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../pipeline/lake/local-storage.ts';
import { tableRelation } from '../../pipeline/lake/read-table.ts';
import { type Drained, drainGenerated } from '../helpers/drained.ts';
import { askDeltaRs, pythonWithDeltaRs } from './delta-rs.ts';

const python = pythonWithDeltaRs();
if (python === undefined)
  process.stderr.write('skipped: no Python with deltalake (set LAKEQUAKE_PYTHON, or run npm run setup)\n');

describe.skipIf(python === undefined)('the lake of a drain', () => {
  let drained: Drained;
  let duckdb: DuckDbSession;

  beforeAll(async () => {
    drained = await drainGenerated({ lines: 4_000, seed: 23, ratePerSecond: 800, eventTimeMode: 'now' });
    expect(drained.result.findings).toEqual([]);
    duckdb = await openDuckDb({ threads: 1 });
  });
  afterAll(() => {
    duckdb?.close();
    drained?.remove();
  });

  test.each(Object.keys(TABLES) as TableName[])(
    '%s reads the same in delta-rs at every version',
    async (name) => {
      const { path, columns } = TABLES[name];
      const { lakeDir } = drained.spec;
      const connection = await duckdb.connect();
      const ports = lakePorts(localStorage(lakeDir, { fsync: false }), duckdb);
      const table = await openTable(ports, path, { onCheckpointError: () => undefined });
      const versions = Array.from({ length: table.version + 1 }, (_, version) => version);
      const theirs = await askDeltaRs<Record<string, string[]>>(python!, {
        ask: 'all',
        table: join(lakeDir, path),
        versions,
      });
      const times = columns
        .filter(({ type }) => type === 'timestamp')
        .map((one) => `epoch_us(${one.name}) AS ${one.name}`);
      for (const version of versions) {
        const relation = tableRelation(ports.storage, path, await table.snapshotAt(version));
        const result = await connection.runAndReadAll(
          `SELECT to_json(t)::VARCHAR FROM (SELECT * REPLACE (${times.join(', ')}) FROM ${relation}) t`,
        );
        const ours = result.getRows().map(([text]) => {
          const row = JSON.parse(String(text)) as Record<string, unknown>;
          return JSON.stringify(Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))));
        });
        expect(ours.toSorted(), `${name} version ${version}`).toEqual(theirs[String(version)]!.toSorted());
      }
      expect(table.version).toBeGreaterThanOrEqual(name === 'quarantine' ? 0 : 2);
      connection.closeSync();
    },
  );
});
