// Files that only grow, and files that are replaced whole: what a killed writer leaves harms neither the line after nor the reader.
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendEntries, readEntries } from '../../../pipeline/runtime/entry-log.ts';
import { replaceFile } from '../../../pipeline/runtime/replace-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lakequake-entries-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a file that is not there has no entries, and is made with its folder', () => {
  const file = join(dir, 'deep', 'log.jsonl');
  expect(readEntries(file)).toEqual([]);
  appendEntries(file, [{ n: 1 }, { n: 2 }]);
  expect(readEntries(file)).toEqual([{ n: 1 }, { n: 2 }]);
});

test.each(['{"n":2', '{"n":{"m":2}', 'half'])(
  '%s at the end is left out, and takes nothing with it',
  (torn) => {
    const file = join(dir, 'log.jsonl');
    appendEntries(file, [{ n: 1 }]);
    appendFileSync(file, torn);
    expect(readEntries(file)).toEqual([{ n: 1 }]);
    appendEntries(file, [{ n: 3 }]);
    expect(readEntries(file)).toEqual([{ n: 1 }, { n: 3 }]);
  },
);

test('no entries are no write', () => {
  const file = join(dir, 'log.jsonl');
  writeFileSync(file, 'half');
  appendEntries(file, []);
  expect(readFileSync(file, 'utf8')).toBe('half');
});

test('a file is replaced whole, and a secret one is its owner’s alone, whatever a killed writer left', () => {
  const file = join(dir, 'one.json');
  replaceFile(file, 'before');
  writeFileSync(`${file}.tmp`, 'left behind');
  chmodSync(`${file}.tmp`, 0o644);
  replaceFile(file, 'after', { onlyOwner: true });
  expect(readFileSync(file, 'utf8')).toBe('after');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
