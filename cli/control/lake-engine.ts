// A lake keeps the engine that began it: each keeps its positions in its own way, and the other one would start from nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { type Engine, STATE } from '../../pipeline/contract/run-spec.ts';
import { TABLES } from '../../pipeline/contract/tables.ts';

/** Throws `bad-argument` when the lake was begun by another engine. */
export function keepEngine(lakeDir: string, wanted: Engine): void {
  const begun = engineOfLake(lakeDir);
  if (begun === undefined || begun === wanted) return;
  throw new LakequakeError('bad-argument', `this lake was begun by the ${begun} engine and keeps it`, {
    context: { lakeDir, begun, wanted },
    hint: `use --engine ${begun}, or forget the lake with \`npx lakequake reset\``,
  });
}

function engineOfLake(lakeDir: string): Engine | undefined {
  if (existsSync(join(lakeDir, STATE.sparkCheckpoints))) return 'spark';
  return existsSync(join(lakeDir, TABLES.bronze.path, '_delta_log')) ? 'duckdb' : undefined;
}
