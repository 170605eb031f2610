// The Spark driver as a child of the processor: started, told to finish or stop, heard. It ends with us: its standard input is a
// pipe, and the driver ends when that does.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { cacheLayout } from '../../setup/layout.mjs';

const SCRIPT = fileURLToPath(new URL('./driver.py', import.meta.url));

/** What the driver tells. */
export type DriverEvent =
  | { type: 'ready'; version: string }
  | { type: 'progress'; progress: Record<string, unknown> }
  | {
      type: 'silver';
      bronzeVersion: number;
      read: number;
      accepted: number;
      quarantined: number;
      deduplicated: number;
    }
  | {
      type: 'gold';
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
