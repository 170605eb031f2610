// Asks delta-rs (PyPI `deltalake`) about a table, in a Python of its own. Python is `LAKEQUAKE_PYTHON` or the one that
// `npm run setup` keeps in the per-user cache; without either the tests say so and are skipped.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./delta-rs.py', import.meta.url));

/** The Python to use, or undefined when there is none. */
export function pythonWithDeltaRs(): string | undefined {
  const given = process.env.LAKEQUAKE_PYTHON;
  if (given) return given;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const cached = join(cache, 'lakequake', 'python', 'bin', 'python');
  return existsSync(cached) ? cached : undefined;
}

/** Puts one question and returns the answer; what Python complains of becomes the error. */
export async function askDeltaRs<T>(python: string, question: Record<string, unknown>): Promise<T> {
  const asked = new Promise<string>((resolve, reject) => {
    const limits = { maxBuffer: 256 * 1024 * 1024, timeout: 60_000 };
    const child = execFile(python, [SCRIPT], limits, (error, stdout, stderr) => {
      if (error)
        reject(new Error(`delta-rs failed on ${JSON.stringify(question)}: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
    child.stdin?.end(JSON.stringify(question));
  });
  return JSON.parse(await asked) as T;
}
