// What `bench` refuses before anything starts: one sentence, exit code 2.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { partNames } from '../../../bench/parts.ts';

const projectDir = fileURLToPath(new URL('../../../', import.meta.url));
const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-bench-refusals-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

function bench(...args: string[]) {
  const command = [join(projectDir, 'cli', 'lakequake.mjs'), 'bench', '--state', stateDir, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    cwd: projectDir,
  });
  return { status, stdout, stderr };
}

test.each([
  [['--only', 'speed'], "there is no part 'speed' of the benchmark"],
  [['--events', '0'], '--events takes a number of events from 1000 up'],
  [['--repeat', '0'], '--repeat takes a whole number from 1 to 99'],
])('%j is refused in one sentence, and nothing was started', (args, sentence) => {
  const { status, stdout, stderr } = bench(...args);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(readdirSync(stateDir)).toEqual([]);
});

test('the parts are the files of bench/parts', () => {
  expect(partNames()).toEqual(['growth', 'latency', 'observation', 'source', 'startup', 'throughput']);
});
