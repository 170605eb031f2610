import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Change } from '../../../pipeline/contract/journal.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { appendChanges, changesFile, readChanges } from '../../../pipeline/observe/change-journal.ts';
import { diffSettings } from '../../../pipeline/observe/diff-settings.ts';
import { journalChangesSinceLastStart, sqlHashes } from '../../../pipeline/observe/last-known.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-changes-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const change = (at: number, subject = 'stream.windowMs'): Change => ({
  at,
  kind: 'settings',
  subject,
  before: 1,
  after: 2,
  by: 'test',
  runId: null,
});
const origin = { at: 5, by: 'up', runId: null };

test('a journal that does not exist holds no change', () => {
  expect(readChanges(stateDir)).toEqual([]);
});

test('changes are read back in order of time, one line each', () => {
  appendChanges(stateDir, [change(20), change(10)]);
  appendChanges(stateDir, [change(15)]);
  expect(readChanges(stateDir).map((one) => one.at)).toEqual([10, 15, 20]);
  expect(readFileSync(changesFile(stateDir), 'utf8').trimEnd().split('\n')).toHaveLength(3);
});

test('a line torn by a crash costs neither the change before it nor the one after it', () => {
  appendChanges(stateDir, [change(1)]);
  appendFileSync(changesFile(stateDir), '{"at":2,"kind":"sett');
  appendChanges(stateDir, [change(3)]);
  expect(readChanges(stateDir).map((one) => one.at)).toEqual([1, 3]);
});

test('one turned setting is one change, named by its dotted path', () => {
  const after = defaultSettings();
  after.stream.allowedLatenessMs = 0;
  expect(diffSettings(defaultSettings(), after, origin)).toEqual([
    { ...origin, kind: 'settings', subject: 'stream.allowedLatenessMs', before: 10_000, after: 0 },
  ]);
});

test('equal settings differ in nothing, whatever the order of their keys', () => {
  expect(diffSettings({ a: { b: 1, c: [1, 2] } }, { a: { c: [1, 2], b: 1 } }, origin)).toEqual([]);
});

test('a setting that one side lacks is reported with null', () => {
  expect(diffSettings({ a: 1 }, { b: 2 }, origin).map((one) => [one.subject, one.before, one.after])).toEqual(
    [
      ['a', 1, null],
      ['b', null, 2],
    ],
  );
});

test('the first start journals nothing, the second what changed in between, the third nothing again', () => {
  expect(
    journalChangesSinceLastStart(stateDir, { settings: { a: 1 }, sql: { 'silver.sql': 'aa' } }, origin),
  ).toEqual([]);
  const next = { settings: { a: 2 }, sql: { 'silver.sql': 'bb' }, version: { kafka: '4.3.1' } };
  const changes = journalChangesSinceLastStart(stateDir, next, { ...origin, at: 9 });
  expect(changes.map((one) => [one.kind, one.subject, one.before, one.after])).toEqual([
    ['settings', 'a', 1, 2],
    ['sql', 'silver.sql', 'aa', 'bb'],
  ]);
  expect(readChanges(stateDir)).toEqual(changes);
  expect(journalChangesSinceLastStart(stateDir, next, origin)).toEqual([]);
});

test('one changed character in an SQL file changes its hash and nothing else', () => {
  writeFileSync(join(stateDir, 'silver.sql'), 'SELECT 1');
  writeFileSync(join(stateDir, 'gold.sql'), 'SELECT 2');
  const before = sqlHashes(stateDir);
  writeFileSync(join(stateDir, 'silver.sql'), 'SELECT 7');
  const after = sqlHashes(stateDir);
  expect(after['gold.sql']).toBe(before['gold.sql']);
  expect(after['silver.sql']).not.toBe(before['silver.sql']);
});
