// A lab of its own for browser tests, from `lakequake up` until it is stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../pipeline/contract/until.ts';

export const projectDir = fileURLToPath(new URL('../../', import.meta.url));

export interface TestLab {
  /** Address of the dashboard, without slash. */
  url: string;
  stateDir: string;
  /** Starts another command on the same lab. */
  lakequake(...args: string[]): ChildProcess;
  ask<T>(method: 'GET' | 'POST', path: string): Promise<T>;
  /** Ends the lab and forgets its state. */
  stop(): Promise<void>;
}

export const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', resolve));

/** Resolves when the dashboard listens. */
export async function startLab(...options: string[]): Promise<TestLab> {
  const stateDir = mkdtempSync(join(tmpdir(), 'lakequake-live-'));
  const lakequake = (...args: string[]) =>
    spawn(process.execPath, [join(projectDir, 'cli', 'lakequake.mjs'), ...args, '--state', stateDir], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const lab = lakequake('up', ...options);
  const ended = exitOf(lab);
  const stop = async () => {
    lab.kill('SIGTERM');
    await ended;
    rmSync(stateDir, { recursive: true, force: true });
  };
  const file = join(stateDir, 'control.json');
  try {
    await until(() => existsSync(file), { deadlineMs: 90_000, what: 'the lab to come up' });
  } catch (error) {
    await stop();
    throw error;
  }
  const { url, token } = JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string };
  return {
    url,
    stateDir,
    lakequake,
    stop,
    async ask<T>(method: 'GET' | 'POST', path: string) {
      const headers = { authorization: `Bearer ${token}` };
      return (await (await fetch(`${url}${path}`, { method, headers })).json()) as T;
    },
  };
}
