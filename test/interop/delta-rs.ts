// Asks delta-rs (PyPI `deltalake`) about a table, in a Python of its own. Python is `LAKEQUAKE_PYTHON` or the one that
// `npm run setup` keeps in the per-user cache; without either the tests say so and are skipped.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findTestTools } from '../../pipeline/runtime/tools.ts';

const SCRIPT = fileURLToPath(new URL('./delta-rs.py', import.meta.url));

/** The Python to use, or undefined when there is none. */
export function pythonWithDeltaRs(): string | undefined {
  return process.env.LAKEQUAKE_PYTHON || findTestTools().pythonPath;
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
