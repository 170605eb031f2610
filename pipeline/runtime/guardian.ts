// Starts the guardian (guardian.mjs) and keeps the pipe to it open for as long as this process lives.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessBook } from './process-book.ts';

export interface Guardian {
  pid: number | undefined;
  /** Closes the pipe: the guardian ends what the session's book still holds, then itself. Resolves when it is gone. */
  release(): Promise<void>;
}

/** What it needs to end processes, and to find the container engine. */
function environment(): NodeJS.ProcessEnv {
  const wanted = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|DOCKER_.*)$/.test(name));
  return Object.fromEntries(wanted);
}

/** Starts a guardian for the book's session. It keeps its own process group, so Ctrl-C in the terminal does not reach it. */
export function startGuardian(book: ProcessBook): Guardian {
  const script = fileURLToPath(new URL('./guardian.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--max-old-space-size=32', script, book.stateDir, book.session], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: environment(),
  });
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  );
  child.stdin.on('error', () => {}); // it may end before us; the next start does its work then
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    pid: child.pid,
    release: async () => {
      child.ref();
      child.stdin.end();
      await gone;
    },
  };
}
