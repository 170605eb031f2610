// The `--source` option of `up` and `drain`: a log file that has been looked at, or the generator.
import { resolve } from 'node:path';
import type { SourceSpec } from '../pipeline/contract/run-spec.ts';
import { checkSourceFile } from '../pipeline/source/source-file.ts';

/** Throws `bad-source-file` before anything is started when the file cannot be a log. */
export async function sourceInput(source: string): Promise<SourceSpec['input']> {
  if (source === 'generator') return { kind: 'generator' };
  const path = resolve(source);
  await checkSourceFile(path);
  return { kind: 'file', path };
}
