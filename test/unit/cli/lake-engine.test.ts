// A lake keeps the engine that began it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepEngine } from '../../../cli/control/lake-engine.ts';

function lakeWith(...folders: string[]): string {
  const lake = mkdtempSync(join(tmpdir(), 'lakequake-engine-'));
  onTestFinished(() => rmSync(lake, { recursive: true, force: true }));
  for (const folder of folders) mkdirSync(join(lake, folder), { recursive: true });
  return lake;
}

test('a new lake takes any engine', () => {
  for (const engine of ['duckdb', 'spark'] as const)
    expect(() => keepEngine(lakeWith(), engine)).not.toThrow();
});

test('a lake of the duckdb engine refuses Spark, and says what to do', () => {
  const lake = lakeWith('bronze/_delta_log');
  expect(() => keepEngine(lake, 'duckdb')).not.toThrow();
  expect(() => keepEngine(lake, 'spark')).toThrow(/begun by the duckdb engine/);
});

test('a lake of Spark refuses the duckdb engine', () => {
  const lake = lakeWith('bronze/_delta_log', '_spark');
  expect(() => keepEngine(lake, 'spark')).not.toThrow();
  expect(() => keepEngine(lake, 'duckdb')).toThrow(/begun by the spark engine/);
});
