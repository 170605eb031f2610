// Asks Spark about Delta tables, in one session per test file. It is there when `--engine spark` was used before on this machine
// or LAKEQUAKE_SPARK=1 lets the tests set it up (about 600 MB); otherwise the tests say so and are skipped.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cacheLayout } from '../../setup/layout.mjs';
import { provideSpark } from '../../setup/spark.mjs';

const SCRIPT = fileURLToPath(new URL('./spark-tables.py', import.meta.url));

export interface SparkSession {
  /** Runs statements in order; rejects with Spark's own words. */
  run(...sql: string[]): Promise<void>;
  rows(table: string, versions: readonly number[]): Promise<Record<string, string[]>>;
  close(): Promise<void>;
}

/** Why Spark cannot be used here; undefined when it can (it is set up first when that is allowed). */
export async function sparkIsMissing(): Promise<string | undefined> {
  if (existsSync(cacheLayout().sparkHome)) return undefined;
  if (process.env.LAKEQUAKE_SPARK !== '1')
    return 'Spark is not set up: LAKEQUAKE_SPARK=1 lets the tests fetch it (about 600 MB)';
  try {
    await provideSpark((line) => process.stderr.write(`${line}\n`));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Starts a session with `local[2]` and 1 GB. */
export async function openSpark(): Promise<SparkSession> {
  const { sparkPython, sparkJars } = cacheLayout();
  const scratch = await mkdtemp(join(tmpdir(), 'lakequake-spark-'));
  const env = {
    ...process.env,
    LAKEQUAKE_SPARK_JARS: sparkJars,
    LAKEQUAKE_SPARK_SCRATCH: scratch,
    SPARK_LOCAL_IP: '127.0.0.1',
  };
  const child = spawn(sparkPython, [SCRIPT], { env, cwd: scratch, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<{ answer?: unknown; error?: string; ready?: string }> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('Spark ended without an answer');
    return JSON.parse(value as string) as { answer?: unknown };
  };
  const ask = async (question: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { answer, error } = await next();
    if (error !== undefined) throw new Error(error);
    return answer;
  };
  await next();
  return {
    run: async (...sql) => void (await ask({ ask: 'run', sql })),
    rows: async (table, versions) =>
      (await ask({ ask: 'rows', table, versions })) as Record<string, string[]>,
    close: async () => {
      child.stdin.end(`${JSON.stringify({ ask: 'stop' })}\n`);
      await ended;
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
