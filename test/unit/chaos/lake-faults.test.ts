// The pure parts of the faults at the lake, and healing an altered table from the record alone.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { expect, onTestFinished, test } from 'vitest';
import { newestMetadata } from '../../../chaos/drivers/foreign-writer.ts';
import { type LiveFault, recordFault } from '../../../chaos/drivers/live-faults.ts';
import { commitsToReplay } from '../../../chaos/drivers/table-cost.ts';
import type { UndoReach } from '../../../chaos/fault.ts';
import { altered, fault as alterTable } from '../../../chaos/faults/alter-table.ts';
import { fault as deployAfresh, PUT_ASIDE, positionActions } from '../../../chaos/faults/deploy-afresh.ts';
import { letterIn } from '../../../chaos/faults/flip-bytes.ts';
import { overlaps } from '../../../chaos/faults/slow-lake.ts';
import { commitToCut, isTorn } from '../../../chaos/faults/truncate-commit.ts';
import { heal } from '../../../chaos/heal.ts';
import { tidyRun } from '../../../chaos/suite/tidy.ts';

const SCHEMA = JSON.stringify({
  type: 'struct',
  fields: [
    { name: 'event_time', type: 'timestamp', nullable: true, metadata: {} },
    { name: 'bytes', type: 'long', nullable: true, metadata: {} },
  ],
});
const columnsOf = (schema: string) =>
  (JSON.parse(schema) as { fields: { name: string; type: string }[] }).fields.map(
    ({ name, type }) => `${name} ${type}`,
  );

test('an altered column changes its type or its name, a new one is added, and the others stay', () => {
  const table = 'silver';
  const change = (options: object) =>
    columnsOf(altered(SCHEMA, { table, ...options } as Parameters<typeof altered>[1]));
  expect(change({ column: 'event_time', type: 'date' })).toEqual(['event_time date', 'bytes long']);
  expect(change({ column: 'bytes', rename: 'size' })).toEqual(['event_time timestamp', 'size long']);
  expect(change({ column: 'country' })).toEqual(['event_time timestamp', 'bytes long', 'country string']);
});

test('two writes overlap when two processes wait for one path at the same time', () => {
  const strike = (pid: number, at: number, path = 'a') => ({ pid, at, path, untilMs: at + 100 });
  expect(overlaps([strike(1, 0), strike(2, 50)])).toBe(1);
  expect(overlaps([strike(1, 0), strike(2, 150)])).toBe(0);
  expect(overlaps([strike(1, 0), strike(1, 50), strike(2, 50, 'b')])).toBe(0);
});

test('an altered table gets its columns back from the record alone, once', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-alter-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const tableDir = join(stateDir, 'silver');
  mkdirSync(join(tableDir, '_delta_log'), { recursive: true });
  const metaData = { id: 'one', schemaString: SCHEMA };
  const commit = (version: number, schemaString: string) =>
    writeFileSync(
      join(tableDir, '_delta_log', `${String(version).padStart(20, '0')}.json`),
      `${JSON.stringify({ metaData: { ...metaData, schemaString } })}\n`,
    );
  commit(0, SCHEMA);
  commit(1, altered(SCHEMA, { table: 'silver', column: 'bytes', rename: 'size' }));
  const record = { fault: alterTable.id, runId: 'r1', args: {}, recordedAt: 1 };
  recordFault(stateDir, { key: 'r1-alter', ...record, notes: { tableDir, before: metaData } });
  expect(await heal(stateDir)).toMatchObject([{ fault: 'alter-table', undone: true }]);
  expect(newestMetadata(tableDir)).toMatchObject({ version: 2, metaData: { schemaString: SCHEMA } });
  const text = readFileSync(join(tableDir, '_delta_log', `${'2'.padStart(20, '0')}.json`), 'utf8');
  expect(text.trim().split('\n')).toHaveLength(2);
  recordFault(stateDir, { key: 'r1-alter', ...record, notes: { tableDir, before: metaData } });
  expect(await heal(stateDir)).toMatchObject([{ undone: false }]);
});

test('a flipped bit lies in a path of the rows, the same for the same seed, and never in the footer', () => {
  const parquet = (rows: string, footer: string) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(footer.length);
    return Buffer.concat([Buffer.from(`PAR1${rows}${footer}`, 'latin1'), size, Buffer.from('PAR1')]);
  };
  const content = parquet('\u0001GET /images/ksclogo.gif\u0002 /shuttle/missions/', '/partition');
  const at = letterIn(content, 7)!;
  expect(letterIn(content, 7)).toBe(at);
  expect(content.toString('latin1').slice(at - 4, at + 1)).toMatch(/^[/a-z]{4}[a-z]$/);
  expect(letterIn(parquet('none', '/partition'), 7)).toBeUndefined();
});

test('a reader replays the commits after the newest checkpoint, or all of them', () => {
  const commit = (version: number) => `${String(version).padStart(20, '0')}.json`;
  const log = [0, 1, 2, 3, 4, 5].map(commit);
  expect(commitsToReplay(log)).toBe(6);
  expect(commitsToReplay([...log, '00000000000000000003.checkpoint.parquet', '_last_checkpoint'])).toBe(2);
});

test('the commit that is cut brought rows and is none of the newest, the same one for a seed', () => {
  const names = Array.from({ length: 12 }, (_, version) => `${String(version).padStart(20, '0')}.json`);
  const all = ['_last_checkpoint', '00000000000000000010.checkpoint.parquet', ...names];
  const chosen = new Set(Array.from({ length: 200 }, (_, seed) => commitToCut(all, seed)));
  expect(chosen).toEqual(new Set(names.slice(2, 9)));
  expect(commitToCut(all, 7)).toBe(commitToCut(all.toReversed(), 7));
  expect(commitToCut(names.slice(0, 4), 7)).toBeUndefined();
});

test('a commit is torn when its last line is no action', () => {
  const whole = `${JSON.stringify({ commitInfo: {} })}\n${JSON.stringify({ add: { path: 'a', size: 1 } })}\n`;
  expect(isTorn(whole)).toBe(false);
  expect(isTorn(whole.slice(0, -8))).toBe(true);
});

test('positions set by hand name every partition', () => {
  const lines = positionActions('requests', 2, 10_000_000).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { txn: { appId: 'bronze/requests/0', version: 10_000_000 } },
    { txn: { appId: 'bronze/requests/1', version: 10_000_000 } },
  ]);
});

test('a second deployment leaves no lake behind: undone from the record alone, once', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-afresh-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const places = { topic: 't', group: 'g', lakeDir: join(stateDir, 'second', 'lake') };
  mkdirSync(join(places.lakeDir, 'bronze'), { recursive: true });
  const record = { fault: deployAfresh.id, runId: 'r1', args: {}, recordedAt: 1 };
  const notes = { before: { settings: {}, places: { ...places, lakeDir: 'first' } }, places };
  recordFault(stateDir, { key: 'r1-afresh', ...record, notes });
  expect(await heal(stateDir)).toMatchObject([{ fault: 'deploy-afresh', undone: true }]);
  expect(existsSync(places.lakeDir)).toBe(false);
  recordFault(stateDir, { key: 'r1-afresh', ...record, notes });
  expect(await heal(stateDir)).toMatchObject([{ fault: 'deploy-afresh', undone: false }]);
});

test('taken back while the run goes on, the second lake is put aside, and a suite removes it with the run', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-afresh-'));
  onTestFinished(() => rmSync(stateDir, { recursive: true, force: true }));
  const folder = join(stateDir, 'runs', 'r1', 'faults', '0-deploy-afresh');
  const places = { topic: 't', group: 'g', lakeDir: join(folder, 'lake') };
  mkdirSync(join(places.lakeDir, 'bronze'), { recursive: true });
  const notes = { before: { settings: {}, places: { ...places, lakeDir: 'first' } }, places };
  const run = {
    spec: { lakeDir: places.lakeDir },
    redeploy: async () => {},
    startProcessors: async () => {},
  };
  const record = { key: 'r1-afresh', fault: deployAfresh.id, runId: 'r1', args: {}, recordedAt: 1, notes };
  const undone = await deployAfresh.undo(record as LiveFault, {
    system: { run } as unknown as UndoReach['system'],
  });
  expect(undone).toBe(true);
  expect(existsSync(places.lakeDir)).toBe(false);
  expect(existsSync(join(folder, PUT_ASIDE, 'bronze'))).toBe(true);
  const admin = { listTopics: async () => [] } as unknown as Admin;
  await tidyRun({ stateDir, admin, runId: 'r1', keepData: false });
  expect(existsSync(join(folder, PUT_ASIDE))).toBe(false);
});
