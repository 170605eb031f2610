import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { takeStateLock } from '../../../pipeline/runtime/state-lock.ts';

const projectDir = fileURLToPath(new URL('../../../', import.meta.url));

function lakequake(...args: string[]) {
  const result = spawnSync(process.execPath, [join(projectDir, 'cli', 'lakequake.mjs'), ...args], {
    encoding: 'utf8',
    cwd: projectDir,
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

const STACK = /\n\s+at .+:\d+:\d+/;

test('an unknown command is one sentence, a suggestion and exit code 2', () => {
  const { code, err } = lakequake('drian');
  expect(code).toBe(2);
  expect(err).toContain("there is no command 'drian'");
  expect(err).toContain("'drain'");
  expect(err).not.toMatch(STACK);
});

test('an unknown option is refused with exit code 2 and no stack trace', () => {
  const { code, err } = lakequake('drain', '--sauce', 'x');
  expect(code).toBe(2);
  expect(err).toContain('--sauce');
  expect(err).not.toMatch(STACK);
});

test('a query that begins with a comment is no option', () => {
  const { err } = lakequake('sql', '--run', 'no-such-run', '-- what is there?\nSELECT 1');
  expect(err).toContain('no-such-run');
  expect(err).not.toContain('option');
});

test('a number that is none is refused before anything starts', () => {
  const { code, err } = lakequake('drain', '--source', 'generator', '--rate', 'fast');
  expect(code).toBe(2);
  expect(err).toContain('--rate takes a whole number');
});

test('a source file that is not there is refused before anything starts', () => {
  const { code, err } = lakequake('drain', '--source', 'no-such-file.log');
  expect(code).toBe(2);
  expect(err).toContain('no-such-file.log');
  expect(err).not.toMatch(STACK);
});

test('status says that a run is under way, and does not advise to end what belongs to it', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-status-'));
  const lock = takeStateLock(stateDir);
  try {
    const { out } = lakequake('status', '--state', stateDir);
    expect(out).toContain(`a run is under way, or a lab is starting (process ${process.pid})`);
    expect(out).not.toContain('lakequake down');
  } finally {
    lock.release();
    rmSync(stateDir, { recursive: true, force: true });
  }
});

test('every command says what it does and how it is used', () => {
  const { code, out } = lakequake('--help');
  expect(code).toBe(0);
  for (const name of [
    'up',
    'down',
    'status',
    'doctor',
    'reset',
    'heal',
    'drain',
    'trace',
    'logs',
    'why',
    'sql',
    'chaos',
  ])
    expect(out, name).toMatch(new RegExp(`^  ${name}\\s`, 'm'));
});
