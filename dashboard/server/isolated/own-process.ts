// A process of its own for questions that may take one down: started at the first question and ended when nobody has asked for a while. A
// question that takes the process down is answered with a sentence, and the next one gets a new process.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { FromProcess, ToProcess } from './messages.ts';

export interface OwnProcess<Question, Answer> {
  /** Throws what the process says, `aborted` when the signal fires, or `internal`. One at a time is the caller's business. */
  ask(question: Question, signal?: AbortSignal): Promise<Answer>;
  close(): void;
}

export interface OwnProcessOptions {
  /** Address of the module that answers; it gets `args` and the bound after them. */
  script: URL;
  args: string[];
  /** The process is ended when it takes more than this. Above its DuckDB memory: Node itself and one answer. */
  mostMb: number;
  idleMs: number;
  /** A question that is silent for longer is not coming back. */
  silentMs: number;
}

const TSX = import.meta.resolve('tsx');

/** It kills itself over its limit, Node aborts over its own, and the system kills when there is no more: by a signal, every time. */
function endOf(signal: NodeJS.Signals | null): LakequakeError {
  return signal !== null
    ? new LakequakeError('bad-sql', 'the query takes more memory than it may', {
        hint: 'select fewer rows or columns, or aggregate',
      })
    : new LakequakeError('internal', 'the process that ran the query has ended', { hint: 'ask again' });
}

/** Starts with the first question; whatever it does to itself, the asker gets an error and the next question a new process. */
export function ownProcess<Question, Answer>(options: OwnProcessOptions): OwnProcess<Question, Answer> {
  const { script, args, mostMb, idleMs, silentMs } = options;
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
    const started = fork(fileURLToPath(script), [...args, String(mostMb)], {
      execArgv: ['--import', TSX, '--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    child = started;
    return started;
  }

  async function ask(question: Question, signal: AbortSignal | undefined): Promise<Answer> {
    last += 1;
    const id = last;
    const process = running();
    const say = (message: ToProcess<Question>) => void (process.connected && process.send(message, () => {}));
    let onMessage: (message: FromProcess<Answer>) => void = () => undefined;
    let onExit: (code: number | null, by: NodeJS.Signals | null) => void = () => undefined;
    const onAbort = () => say({ type: 'stop', id });
    let silence: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
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
        }, silentMs);
        signal?.addEventListener('abort', onAbort, { once: true });
        say({ type: 'ask', id, question });
      });
    } finally {
      clearTimeout(silence);
      process.off('message', onMessage);
      process.off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      idle = setTimeout(end, idleMs);
      idle.unref();
    }
  }

  return {
    ask: (question, signal) =>
      signal?.aborted
        ? Promise.reject(new LakequakeError('aborted', 'the query was stopped'))
        : ask(question, signal),
    close: end,
  };
}
