// A warm Spark session as a peer: one driver process that is given one job after the other. It ends with us (its standard input is a pipe).
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { type RunSpec, STATE } from '../../pipeline/contract/run-spec.ts';
import { sparkJob } from '../../pipeline/spark/job.ts';
import { cacheLayout } from '../../setup/layout.mjs';

const DRIVER = fileURLToPath(new URL('./spark/driver.py', import.meta.url));
/** As many cores as the issue of a laptop: what the duckdb engine has as well. */
export const SPARK_MASTER = 'local[2]';
/** Enough that a million rows need not spill. */
const DRIVER_MEMORY = '3g';
const START_MS = 300_000;
const GRACE_MS = 10_000;

export type SparkKind = 'medallion' | 'plain';

type Told =
  | { type: 'ready'; version: string; memory: string; shuffle: string }
  | { type: 'done'; startedAt: number }
  | { type: 'failed'; message: string };

export interface SparkSession {
  /** What it runs with, for the report. */
  readonly configuration: Record<string, string>;
  /** Processes the topic of the specification into its lake; when its queries began, ms. */
  process(kind: SparkKind, spec: RunSpec, deadlineMs: number): Promise<number>;
  close(): Promise<void>;
}

/** Why there is no Spark here; undefined when there is. */
export function whyNoSpark(): string | undefined {
  const { sparkPython, sparkJars } = cacheLayout();
  if (existsSync(sparkPython) && existsSync(sparkJars)) return undefined;
  return 'Spark is not set up: `npx lakequake drain --source generator --engine spark` fetches it';
}

/** Writes what the driver needs to know of a run; its file. */
function writeJob(spec: RunSpec): string {
  const checkpointDir = join(spec.lakeDir, STATE.sparkCheckpoints);
  mkdirSync(checkpointDir, { recursive: true });
  const file = join(checkpointDir, 'job.json');
  writeFileSync(file, JSON.stringify({ ...sparkJob(spec), driverMemory: DRIVER_MEMORY }));
  return file;
}

/** Starts the session; `first` says where it keeps its scratch files. */
export async function openSparkSession(first: RunSpec, signal: AbortSignal): Promise<SparkSession> {
  mkdirSync(first.logDir, { recursive: true });
  const log = openSync(join(first.logDir, 'spark.out'), 'a');
  const args = [DRIVER, writeJob(first), '--master', SPARK_MASTER, '--events', '3'];
  const child: ChildProcess = spawn(cacheLayout().sparkPython, args, {
    cwd: dirname(DRIVER),
    stdio: ['pipe', log, log, 'pipe'],
    env: { ...process.env, SPARK_LOCAL_IP: '127.0.0.1', PYTHONDONTWRITEBYTECODE: '1' },
    signal,
  });
  closeSync(log);
  const answers = answersOf(child, join(first.logDir, 'spark.out'));
  const ready = await answers.next('ready', START_MS);
  return {
    configuration: {
      spark: ready.version,
      master: SPARK_MASTER,
      'driver memory': ready.memory,
      'shuffle partitions': ready.shuffle,
    },
    process: async (kind, spec, deadlineMs) => {
      const line = JSON.stringify({ kind, job: writeJob(spec) });
      child.stdin?.write(`${line}\n`);
      return (await answers.next('done', deadlineMs)).startedAt;
    },
    close: async () => {
      child.stdin?.end();
      // In the midst of a job it does not read; its JVM ends with it.
      const late = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await answers.ended;
      clearTimeout(late);
    },
  };
}

/** What the driver tells, one answer at a time. */
function answersOf(child: ChildProcess, logFile: string) {
  let hear: ((told: Told) => void) | undefined;
  let early: Told | undefined;
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    const told = JSON.parse(line) as Told;
    if (hear) hear(told);
    else early = told;
  });
  child.stdin?.on('error', () => undefined); // Whoever has died reads no more; its end is told below.
  const ended = new Promise<void>((resolve) => {
    const end = (why: string) => {
      hear?.({ type: 'failed', message: why });
      resolve();
    };
    child.once('close', (code) => end(`its driver ended with ${code}`));
    child.once('error', (error) => end(error.message));
  });
  async function next<T extends Told['type']>(
    type: T,
    deadlineMs: number,
  ): Promise<Extract<Told, { type: T }>> {
    const told = await new Promise<Told>((resolve) => {
      const late = setTimeout(
        () => resolve({ type: 'failed', message: `no answer in ${deadlineMs / 1_000} s` }),
        deadlineMs,
      );
      hear = (one) => {
        clearTimeout(late);
        resolve(one);
      };
      if (early) hear(early);
    });
    [hear, early] = [undefined, undefined];
    if (told.type === type) return told as Extract<Told, { type: T }>;
    const message = told.type === 'failed' ? told.message : `it said ${told.type}`;
    throw new LakequakeError('component-failed', `Spark gave up: ${message}`, {
      context: { logFile },
      hint: `See ${logFile}.`,
    });
  }
  return { next, ended };
}
