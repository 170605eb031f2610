// One supervised process of the cluster: spawned detached (Ctrl-C in the terminal is for control alone), written in the process book in
// the same tick, and followed to its end. Starting again is the caller's business.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { until } from '../../contract/until.ts';
import type { NodeExit, NodeName } from '../cluster.ts';
import type { ProcessBook } from '../process-book.ts';

export interface NodeSpec {
  name: NodeName;
  role: 'controller' | 'broker' | 'toxiproxy';
  program: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  ports: number[];
  /** What the program logs. */
  logFile: string;
  /** What it prints on its streams before, or instead of, logging. */
  outFile: string;
}

export interface NodeProcess {
  readonly pid: number;
  readonly running: boolean;
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** Set when we asked it to end. */
  endExpected: boolean;
  readonly exited: Promise<NodeExit>;
  signal(signal: NodeJS.Signals): void;
  /** Asks with the signal, waits the grace, then SIGKILL. Resolves when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL', graceMs: number): Promise<void>;
}

/** Spawns the process. A program that cannot be spawned shows as an exit with code null and no signal. */
export function spawnNode(spec: NodeSpec, book: ProcessBook, onExit: (exit: NodeExit) => void): NodeProcess {
  const out = openSync(spec.outFile, 'a');
  const child = spawn(spec.program, spec.args, {
    detached: true,
    stdio: ['ignore', out, out],
    env: { ...process.env, MALLOC_ARENA_MAX: '2', ...spec.env, ...book.mark(spec) },
  });
  closeSync(out);
  const pid = child.pid ?? -1;
  const entry = book.record({
    pid,
    name: spec.name,
    role: spec.role,
    ports: spec.ports,
    logFile: spec.logFile,
  });
  let running = child.pid !== undefined;
  let paused = false;
  const node: NodeProcess = {
    pid,
    get running() {
      return running;
    },
    get paused() {
      return paused;
    },
    pause() {
      paused = true;
      node.signal('SIGSTOP');
    },
    resume() {
      paused = false;
      node.signal('SIGCONT');
    },
    endExpected: false,
    exited: exitOf(child).then(({ code, signal }) => {
      running = false;
      paused = false;
      if (entry) book.strikeOut(entry);
      const exit = { node: spec.name, pid, code, signal, expected: node.endExpected, at: Date.now() };
      onExit(exit);
      return exit;
    }),
    signal: (signal) => void child.kill(signal),
    end: (signal, graceMs) => end(node, signal, graceMs),
  };
  return node;
}

async function end(node: NodeProcess, signal: 'SIGTERM' | 'SIGKILL', graceMs: number): Promise<void> {
  if (!node.running) return;
  node.endExpected = true;
  node.signal(signal);
  node.resume(); // a paused process cannot hear SIGTERM
  const hardStop = setTimeout(() => node.signal('SIGKILL'), graceMs);
  await until(() => !node.running, {
    deadlineMs: graceMs + 5000,
    everyMs: 10,
    what: `process ${node.pid} to end`,
  });
  clearTimeout(hardStop);
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}
