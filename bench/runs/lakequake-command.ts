// The command line as a user runs it, in a process of its own, timed from its start.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LakequakeError } from '../../pipeline/contract/errors.ts';

export interface RunningCommand {
  /** Seconds until its output had the words. Throws `component-failed` when it ended without. */
  said(words: string): Promise<number>;
  /** Seconds until it ended. Throws `component-failed` for any other exit code than these. */
  ended(codes: readonly number[]): Promise<number>;
  /** Asks it to end and waits until it has, however. */
  end(): Promise<void>;
}

/** Starts `lakequake` with these arguments; it gets SIGTERM when the signal fires. */
export function startCommand(
  projectDir: string,
  args: readonly string[],
  signal: AbortSignal,
): RunningCommand {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const child = spawn(process.execPath, [join(projectDir, 'cli', 'lakequake.mjs'), ...args], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', kill, { once: true });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const look of [...waiting]) look();
    });
  const closed = new Promise<{ code: number | null; seconds: number }>((resolve) => {
    child.once('close', (code) => {
      signal.removeEventListener('abort', kill);
      resolve({ code, seconds: seconds() });
    });
    child.once('error', () => resolve({ code: null, seconds: seconds() }));
  });
  const failed = (code: number | null) =>
    new LakequakeError('component-failed', `lakequake ${args[0]} ended with ${code}`, {
      context: { output: output.slice(-500) },
      hint: `Run it alone to see why: npx lakequake ${args.join(' ')}`,
    });
  return {
    end: async () => {
      kill();
      await closed;
    },
    said: (words) => {
      const heard = new Promise<number>((resolve) => {
        const look = () => {
          if (!output.includes(words)) return;
          waiting.delete(look);
          resolve(seconds());
        };
        waiting.add(look);
        look();
      });
      const died = closed.then(({ code }) => {
        throw failed(code);
      });
      died.catch(() => undefined); // Heeded only while somebody waits for the words.
      return Promise.race([heard, died]);
    },
    ended: async (codes) => {
      const { code, seconds: took } = await closed;
      if (code === null || !codes.includes(code)) throw failed(code);
      return took;
    },
  };
}
