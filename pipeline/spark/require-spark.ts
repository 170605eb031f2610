// Whether Spark can run on this machine, asked before anything is begun. Starts and fetches nothing.
import { sparkTrouble } from '../../setup/spark.mjs';
import type { Trouble } from '../../setup/trouble.mjs';
import { LakequakeError } from '../contract/errors.ts';

/** What set-up says of Spark, in our words. */
export function sparkMissing(trouble: Trouble): LakequakeError {
  return new LakequakeError('tool-missing', trouble.message, {
    cause: trouble,
    hint: `Run: ${trouble.fix}`,
  });
}

/** Throws `tool-missing` with what to install when Spark is neither here nor can be fetched. */
export function requireSpark(): void {
  const trouble = sparkTrouble();
  if (trouble !== undefined) throw sparkMissing(trouble);
}
