// Asks Spark about Delta tables, in one session per test file. `npm run test:interop` sets Spark up where it can (about 560 MB,
// with Python and Maven); otherwise the tests say so and are skipped.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SHORT_LIFE } from '../../pipeline/spark/job.ts';
import { cacheLayout } from '../../setup/layout.mjs';

const SCRIPT = fileURLToPath(new URL('./spark-tables.py', import.meta.url));

export interface SparkSession {
  /** Runs statements in order; rejects with Spark's own words. */
  run(...sql: string[]): Promise<void>;
  rows(table: string, versions: readonly number[]): Promise<Record<string, string[]>>;
  close(): Promise<void>;
}

/** Why Spark cannot be used here; undefined when it can. */
export function sparkIsMissing(): string | undefined {
  return existsSync(cacheLayout().sparkHome)
    ? undefined
    : 'Spark is not set up (run `npm run test:interop`; it needs Python 3.10 and Maven)';
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
    JAVA_TOOL_OPTIONS: SHORT_LIFE,
  };
  const child = spawn(sparkPython, [SCRIPT], {
    env,
    cwd: scratch,
    stdio: ['pipe', 'inherit', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  const next = async (): Promise<{ answer?: unknown; error?: string; ready?: string }> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('Spark ended without an answer');
    return JSON.parse(value as string) as { answer?: unknown };
  };
  const ask = async (question: object): Promise<unknown> => {
    child.stdin?.write(`${JSON.stringify(question)}\n`);
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
      child.stdin?.end(`${JSON.stringify({ ask: 'stop' })}\n`);
      await ended;
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
