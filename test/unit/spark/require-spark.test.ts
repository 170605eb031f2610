// What Spark needs of a machine, told before a lab on it begins: with the command that installs it, and without a file handed out.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startLab } from '../../../labs/play-lab.ts';
import { findLab } from '../../../labs/registry.ts';
import { workspaceOf } from '../../../labs/workspace.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { sparkTrouble } from '../../../setup/spark.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-no-spark-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program of that name on the PATH of this test. */
function program(name: string, says: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho '${says}'\n`);
  chmodSync(join(folder, name), 0o755);
}
const trouble = () => sparkTrouble({ PATH: folder }, { sparkHome: join(folder, 'spark') });

it('names what is missing one after the other, with what to do', () => {
  expect(trouble()?.message).toContain('needs Java 17 or newer; found none');
  program('java', 'openjdk version "11.0.2"');
  expect(trouble()?.message).toContain('found Java 11.0.2');
  program('java', 'openjdk version "21.0.1"');
  expect(trouble()).toMatchObject({
    message: expect.stringContaining('Python 3.10'),
    fix: expect.any(String),
  });
  program('python3', '');
  expect(trouble()?.message).toContain('Maven');
  program('mvn', '');
  expect(trouble()).toBeUndefined();
});

it('where Spark is there, neither Python nor Maven is asked for', () => {
  program('java', 'openjdk version "17.0.1"');
  mkdirSync(join(folder, 'spark'));
  expect(trouble()).toBeUndefined();
});

it('a lab on Spark does not begin where Spark cannot be had; the others do', async () => {
  vi.stubEnv('LAKEQUAKE_CACHE', folder);
  vi.stubEnv('PATH', folder);
  vi.stubEnv('JAVA_HOME', '');
  const seat = async (name: string) => ({ stateDir: join(folder, 'state'), lab: await findLab(name) });
  const spark = await seat('15');
  const begin = () => startLab(spark);
  expect(begin).toThrow(LakequakeError);
  expect(begin).toThrow('the Spark engine needs Java 17 or newer');
  expect(existsSync(workspaceOf(spark.stateDir, spark.lab).folder)).toBe(false);
  expect(startLab(await seat('10'))).toBe(true);
});
