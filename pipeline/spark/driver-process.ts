// The Spark driver as a child of the processor: started, told to finish or stop, heard. It ends with us: its standard input is a
// pipe, and the driver ends when that does.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cacheLayout } from '../../setup/layout.mjs';
import type { Followed } from './followed-records.ts';

const SCRIPT = fileURLToPath(new URL('./driver.py', import.meta.url));

/** What the driver tells. Times are ms since the epoch. */
export type DriverEvent =
  /** On its way to `ready`. */
  | { type: 'step'; says: string }
  | { type: 'ready'; version: string }
  | { type: 'progress'; progress: Record<string, unknown> }
  | {
      type: 'silver';
      /** Silver and quarantine were stored. */
      at: number;
      read: number;
      accepted: number;
      kept: number;
      repeated: number;
      doubled: number;
      /** Rows of sql/row-groups.sql. */
      groups: Record<string, unknown>[];
      /** Of the batch's first rows. */
      paths: string[];
      produced: Followed[];
    }
  | {
      type: 'gold';
      at: number;
      /** Newest offset in it by partition. */
      reached: Record<string, number>;
      silverVersion: number | null;
      watermarkMs: number | null;
      finalBeforeMs: number | null;
      openWindows: number;
      newestMs: Record<string, number>;
      idle: number[];
      lateDropped: number;
      revisedWindows: number;
      finished: boolean;
    }
  /** Resident memory of driver and JVM. */
  | { type: 'memory'; rssBytes: number }
  | { type: 'finished' }
  | { type: 'failed'; message: string };

/** How it ended; `error` when it could not even be started. */
export interface DriverEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

export interface DriverProcess {
  finish(): void;
  /** Asks it to end and waits. */
  stop(): Promise<void>;
  readonly ended: Promise<DriverEnd>;
}

function environment(master: string): NodeJS.ProcessEnv {
  const bound = master.startsWith('local') ? { SPARK_LOCAL_IP: '127.0.0.1' } : {};
  return { ...process.env, ...bound, PYTHONDONTWRITEBYTECODE: '1' };
}

/** Starts driver.py over a job. Its own output and Spark's go to where ours goes. */
export function startDriver(
  job: { checkpointDir: string } & Record<string, unknown>,
  master: string,
  onEvent: (event: DriverEvent) => void,
): DriverProcess {
  mkdirSync(job.checkpointDir, { recursive: true });
  const jobFile = join(job.checkpointDir, 'job.json');
  writeFileSync(jobFile, JSON.stringify(job, null, 2));
  const args = [SCRIPT, jobFile, '--master', master, '--events', '3'];
  const child: ChildProcess = spawn(cacheLayout().sparkPython, args, {
    cwd: dirname(SCRIPT),
    stdio: ['pipe', 'inherit', 'inherit', 'pipe'],
    env: environment(master),
  });
  const ended = new Promise<DriverEnd>((resolve) => {
    // Not 'exit': its last words may still be in the pipe.
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
  });
  const lines = createInterface({ input: child.stdio[3] as Readable });
  lines.on('line', (line) => onEvent(JSON.parse(line) as DriverEvent));
  // Whoever has died reads no more; its exit tells the story.
  child.stdin?.on('error', () => undefined);
  return {
    finish: () => void child.stdin?.write(`${JSON.stringify({ type: 'finish' })}\n`),
    stop: async () => {
      child.stdin?.write(`${JSON.stringify({ type: 'stop' })}\n`);
      await ended;
    },
    ended,
  };
}
