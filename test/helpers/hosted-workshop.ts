// `workshop host` as a process of its own, as a facilitator starts it: its address, code, key, and how much memory it takes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../../pipeline/contract/until.ts';

const projectDir = fileURLToPath(new URL('../../', import.meta.url));

export interface HostedWorkshop {
  address: string;
  code: string;
  key: string;
  pid: number;
  /** Resident memory of the process, MB; null where the system does not say. */
  rssMb(): number | null;
  act(
    action: object,
    key?: string,
  ): Promise<{ status: number; body: { done?: string; error?: { message: string } } }>;
  read(path: string, key?: string): Promise<string>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

function rssOf(pid: number): number | null {
  try {
    const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Number(kib) / 1024;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export async function hostWorkshop(stateDir: string, ...options: string[]): Promise<HostedWorkshop> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(projectDir, 'cli', 'lakequake.mjs'), 'workshop', 'host', '--json', '--state', stateDir, ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let out = '';
  child.stdout!.on('data', (data: Buffer) => {
    out += data.toString();
  });
  const ended = once(child, 'exit');
  await until(() => out.includes('}') || child.exitCode !== null, { deadlineMs: 90_000, what: 'the board' });
  const { address, code, key } = JSON.parse(out) as { address: string; code: string; key: string };
  const bearer = (own: string) => ({ authorization: `Bearer ${own}` });
  return {
    address,
    code,
    key,
    pid: child.pid!,
    rssMb: () => rssOf(child.pid!),
    async act(action, own = key) {
      const answer = await fetch(`${address}/api/workshop/act`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(own === '' ? {} : bearer(own)) },
        body: JSON.stringify(action),
      });
      return {
        status: answer.status,
        body: (await answer.json()) as { done?: string; error?: { message: string } },
      };
    },
    read: async (path, own = key) =>
      (await fetch(`${address}${path}`, { headers: own === '' ? {} : bearer(own) })).text(),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}
