// The SQL box as the server sees it: one query at a time in a process of its own, started at the first query and ended when nobody has asked
// for a while. A query that takes the process down is answered with a sentence, and the next one gets a new process.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { FromSqlProcess, SqlAnswer, ToSqlProcess } from './sql-messages.ts';

export interface SqlBox {
  /** Throws `bad-sql`, `not-found`, `aborted` when the signal fires, or `internal`. One at a time is the caller's business. */
  query(
    query: { sql: string; run: string | undefined; limit: number },
    signal: AbortSignal,
  ): Promise<SqlAnswer>;
  close(): void;
}

export interface SqlBoxOptions {
  stateDir: string;
  /** The process is ended when it takes more than this. */
  mostMb?: number;
  idleMs?: number;
}

const TSX = import.meta.resolve('tsx');
const SCRIPT = fileURLToPath(new URL('./sql-process.ts', import.meta.url));
/** Above its 512 MB of DuckDB memory: Node itself and one answer. */
const MOST_MB = 1_200;
const IDLE_MS = 60_000;
/** A query ends itself after ten seconds, and a process needs a few to start; one that is silent for longer is not coming back. */
const SILENT_MS = 40_000;

/** It kills itself over its limit, Node aborts over its own, and the system kills when there is no more: by a signal, every time. */
function endOf(signal: NodeJS.Signals | null): LakequakeError {
  return signal !== null
    ? new LakequakeError('bad-sql', 'the query takes more memory than it may', {
        hint: 'select fewer rows or columns, or aggregate',
      })
    : new LakequakeError('internal', 'the process that ran the query has ended', { hint: 'ask again' });
}

export function sqlBox({ stateDir, mostMb = MOST_MB, idleMs = IDLE_MS }: SqlBoxOptions): SqlBox {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  function end(): void {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = undefined;
  }

  function running(): ChildProcess {
    clearTimeout(idle);
    if (child?.connected) return child;
    const started = fork(SCRIPT, [stateDir, String(mostMb)], {
      execArgv: ['--import', TSX, '--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    child = started;
    return started;
  }

  async function ask(
    { sql, run, limit }: Parameters<SqlBox['query']>[0],
    signal: AbortSignal,
  ): Promise<SqlAnswer> {
    last += 1;
    const id = last;
    const process = running();
    const say = (message: ToSqlProcess) => void (process.connected && process.send(message, () => {}));
    let onMessage: (message: FromSqlProcess) => void = () => undefined;
    let onExit: (code: number | null, by: NodeJS.Signals | null) => void = () => undefined;
    const onAbort = () => say({ type: 'stop', id });
    let silence: NodeJS.Timeout | undefined;
    try {
      return await new Promise<SqlAnswer>((resolve, reject) => {
        onMessage = (message) => {
          if (message.id !== id) return;
          if ('answer' in message) resolve(message.answer);
          else {
            const { code, message: text, hint } = message.error;
            reject(new LakequakeError(code, text, hint === null ? {} : { hint }));
          }
        };
        onExit = (_code, by) => reject(endOf(by));
        process.on('message', onMessage);
        process.once('exit', onExit);
        silence = setTimeout(() => {
          reject(
            new LakequakeError('bad-sql', 'the query took too long and was ended', { hint: 'ask for less' }),
          );
          end();
        }, SILENT_MS);
        signal.addEventListener('abort', onAbort, { once: true });
        say({ type: 'query', id, sql, run: run ?? null, limit });
      });
    } finally {
      clearTimeout(silence);
      process.off('message', onMessage);
      process.off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      idle = setTimeout(end, idleMs);
      idle.unref();
    }
  }

  return {
    query: (query, signal) =>
      signal.aborted
        ? Promise.reject(new LakequakeError('aborted', 'the query was stopped'))
        : ask(query, signal),
    close: end,
  };
}
