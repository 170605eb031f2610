// A Python with delta-rs and DuckDB's delta extension at pinned versions, for the interop tests. Wanted, not needed: without a Python they are skipped, and that is said.
import { join } from 'node:path';
import { onceFolder } from './cache.mjs';
import { onPath, outputOf, run } from './find-program.mjs';
import { cacheLayout, PINS } from './layout.mjs';
import { Trouble } from './trouble.mjs';

/** Returns how it came, or undefined when there is no python3. */
export async function providePython(env = process.env) {
  const python = onPath('python3', env);
  if (!python || outputOf(python, ['-c', 'import venv, ensurepip']) === undefined) return undefined;
  const layout = cacheLayout();
  const packages = [
    `deltalake==${PINS.deltalake}`,
    `pyarrow==${PINS.pyarrow}`,
    `duckdb==${PINS.duckdbDelta}`,
    `duckdb-extension-delta==${PINS.duckdbDelta}`,
  ];
  try {
    const made = await onceFolder(layout.pythonHome, async (draft) => {
      await run(python, ['-m', 'venv', draft]);
      await run(join(draft, 'bin', 'python'), [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        ...packages,
      ]);
    });
    return made ? 'by pip' : 'there already';
  } catch (error) {
    throw new Trouble(
      `Python's ${packages.join(' and ')} could not be installed: ${error.message.trim().split('\n').at(-1)}`,
      `${python} -m pip download ${packages.join(' ')}   (to see why)`,
      error,
    );
  }
}
