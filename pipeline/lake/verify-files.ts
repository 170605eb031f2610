// Compares the bytes of data files with the checksums their commits carry, a few files at a time, for ever in turn: a disk that flips a
// bit tells nobody. Reads only; what to do about a damaged file is the caller's. Files without a checksum cannot be judged.
import { createHash } from 'node:crypto';
import { type AddFile, decodedPath } from '../delta/actions.ts';
import type { DeltaTable } from '../delta/table.ts';
import { CHECKSUM_TAG } from './write-data-file.ts';

/** Looked at in one round at most. */
const FILES_A_ROUND = 64;
const BYTES_A_ROUND = 32 * 1_048_576;

/** One round each call: the active files, of those longest not looked at, whose bytes are not what was written (or that are gone). */
export function fileVerifier(table: DeltaTable): () => Promise<AddFile[]> {
  let lookedAt = new Map<string, number>();
  let round = 0;
  return async () => {
    round += 1;
    const files = [...table.snapshot().files.values()].filter((file) => file.tags?.[CHECKSUM_TAG]);
    // What is no longer in the table is forgotten; what is new comes first, but never so much that the old is not looked at again.
    lookedAt = new Map(files.map(({ path }) => [path, lookedAt.get(path) ?? 0]));
    const inTurn = files.sort((one, other) => lookedAt.get(one.path)! - lookedAt.get(other.path)!);
    const damaged: AddFile[] = [];
    let bytes = 0;
    for (const file of inTurn.slice(0, FILES_A_ROUND)) {
      if (bytes > BYTES_A_ROUND) break;
      bytes += file.size;
      lookedAt.set(file.path, round);
      if (await isDamaged(table, file)) damaged.push(file);
    }
    return damaged;
  };
}

/** Whether any of these files is not what was written. Files without a checksum are taken on trust. */
export async function holdsDamage(table: DeltaTable, files: readonly AddFile[]): Promise<boolean> {
  for (const file of files) if (file.tags?.[CHECKSUM_TAG] && (await isDamaged(table, file))) return true;
  return false;
}

async function isDamaged(table: DeltaTable, file: AddFile): Promise<boolean> {
  const path = decodedPath(file.path);
  const content = await table.ports.storage.read(`${table.path}/${path}`);
  const hash = content && createHash('sha256').update(content).digest('hex');
  // What the table let go of meanwhile may be gone, and is nobody's loss.
  return hash !== file.tags?.[CHECKSUM_TAG] && table.hasFile(path);
}
