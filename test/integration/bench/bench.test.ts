// The benchmark on a real cluster, small: its shapes and that every figure is there. How fast anything is, is not asked here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const projectDir = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lakequake-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Printed {
  machine: { cores: number; kafka: string; loadBefore: number };
  [part: string]: unknown;
}

function bench(...args: string[]): Printed {
  const own = ['--events', '20000', '--repeat', '1', '--json', '--state', join(folder, 'state')];
  const command = [join(projectDir, 'cli', 'lakequake.mjs'), 'bench', ...args, ...own];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    encoding: 'utf8',
    cwd: projectDir,
  });
  expect(status, stderr).toBe(0);
  // What it made is gone with it.
  expect(existsSync(join(folder, 'state', 'bench'))).toBe(false);
  return JSON.parse(stdout) as Printed;
}

const rate = expect.any(Number);

test('throughput: our engine and the raw consumer as events a second, Spark skipped with its reason and no ratio', () => {
  const out = join(folder, 'out');
  const { machine, throughput } = bench('--only', 'throughput', '--no-spark', '--out', out);
  expect(machine).toMatchObject({ cores: rate, kafka: expect.stringMatching(/^4\./), loadBefore: rate });
  expect(throughput).toMatchObject({
    events: 20_000,
    duckdb: rate,
    rawConsumer: rate,
    spark: null,
    sparkPlain: null,
    skipped: { spark: 'left out by --no-spark', sparkPlain: 'left out by --no-spark' },
    identical: { spark: null, sparkPlain: null },
    ratios: { duckdbToSpark: { value: null }, duckdbToRawConsumer: { value: rate } },
    spread: { duckdb: { unit: 'events/s', runs: [rate] } },
    configuration: { partitions: 6 },
  });
  const { duckdb, rawConsumer } = throughput as { duckdb: number; rawConsumer: number };
  expect(duckdb).toBeGreaterThan(100);
  expect(rawConsumer).toBeGreaterThan(duckdb);
  expect(readdirSync(out).sort()).toEqual(['bench.json', 'bench.md', 'throughput.svg']);
  expect(readFileSync(join(out, 'bench.md'), 'utf8')).toContain('left out by --no-spark');
}, 180_000);

test('source: ours and ProducerPerformance on the same cluster, and their ratio', () => {
  const { source } = bench('--only', 'source');
  const { lakequake, producerPerformance, ratios } = source as {
    lakequake: number;
    producerPerformance: number;
    ratios: { sourceToProducerPerformance: { value: number; target: object } };
  };
  expect(lakequake).toBeGreaterThan(100);
  expect(producerPerformance).toBeGreaterThan(100);
  expect(ratios.sourceToProducerPerformance.value).toBeCloseTo(lakequake / producerPerformance, 1);
}, 180_000);
