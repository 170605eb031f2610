// One Node process of the pipeline (source or processor): forked with IPC in its own process group, so that Ctrl-C in the
// terminal reaches control first; recorded in the process book; its output kept in a log file.
import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { FatalMessage, FromChild, ToChild } from '../contract/progress.ts';
import type { ProcessBook } from './process-book.ts';

export interface ChildExit {
  name: string;
  pid: number;
  code: number | null;
  signal: NodeJS.Signals | null;
  /** true when we had asked it to end. */
  expected: boolean;
  /** Its last words, when it ended by itself. */
  fatal: FatalMessage | null;
  at: number;
}

export interface ChildHandle {
  readonly name: string;
  readonly pid: number;
  /** false once it has ended. */
  alive(): boolean;
  tell(message: ToChild): void;
  /** The caller asks for its end, so the exit counts as expected. */
  expectEnd(): void;
  signal(signal: NodeJS.Signals): void;
  readonly exited: Promise<ChildExit>;
}

export interface ForkOptions {
  name: string;
  role: 'source' | 'processor';
  script: string;
  args: string[];
  /** Absolute path; standard output and error are appended. */
  outputFile: string;
  book: ProcessBook;
  onMessage: (message: FromChild) => void;
  /** It has children of its own, which share what is done to it: a kill, a pause. */
  wholeGroup?: boolean;
}

const TSX = import.meta.resolve('tsx');

/** LAKEQUAKE_CPU_PROF=FOLDER keeps a CPU profile of every source and processor there. */
function profiling(): string[] {
  const folder = process.env.LAKEQUAKE_CPU_PROF;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

function spawnDetached({ script, args, outputFile, book, name, role }: ForkOptions): ChildProcess {
  const output = openSync(outputFile, 'a');
  try {
    return fork(script, args, {
      execArgv: ['--import', TSX, '--enable-source-maps', '--max-semi-space-size=64', ...profiling()],
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...process.env, ...book.mark({ name, role }) },
    });
  } finally {
    closeSync(output);
  }
}

/** Forks a process of the pipeline. Its end, asked for or not, resolves `exited`; it never rejects. */
export function forkChild(options: ForkOptions): ChildHandle {
  const child = spawnDetached(options);
  const pid = child.pid ?? -1;
  const entry = options.book.record({
    pid,
    name: options.name,
    role: options.role,
    logFile: options.outputFile,
  });
  let expected = false;
  let fatal: FatalMessage | null = null;
  let ended = false;
  child.on('message', (message: FromChild) => {
    if (message.type === 'fatal') fatal = message;
    options.onMessage(message);
  });
  const exited = new Promise<ChildExit>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      if (ended) return;
      ended = true;
      if (entry !== undefined) options.book.strikeOut(entry);
      resolve({ name: options.name, pid, code, signal, expected, fatal, at: Date.now() });
    };
    child.once('exit', end);
    child.once('error', () => end(null, null));
  });
  const send = (signal: NodeJS.Signals): void => {
    const isForAll = options.wholeGroup === true && signal !== 'SIGTERM';
    // Forked detached, so the group has its id.
    if (!isForAll) return void child.kill(signal);
    try {
      process.kill(-pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has just ended.
    }
  };
  return {
    name: options.name,
    pid,
    alive: () => !ended,
    // A message to a process that has just died is lost with it: the exit tells the whole story.
    tell: (message) => void (child.connected && child.send(message, () => {})),
    expectEnd: () => {
      expected = true;
    },
    signal: (signal) => void (ended || send(signal)),
    exited,
  };
}
