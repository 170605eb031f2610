// flip-bytes: single bits of data files change on the disk, as rot, a bad cable or a lying controller change them: one letter in a text of
// each file becomes another one. The files were read by the layer below long ago; nothing in the pipeline touches them. Proof: the bytes
// before and after. There is nothing to undo: what is damaged stays so until someone makes it anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { uniform } from '../distortion.ts';
import { readLakeLog } from '../drivers/lake-log.ts';
import { openOracleDatabase } from '../drivers/oracle-database.ts';
import type { Fault } from '../fault.ts';

export interface FlipBytesOptions {
  seed: number;
  table: TableName;
  files: number;
}

/** A part of a path in a log line: text for certain, and of no other column. */
const PATH = /\/[a-z]{6,}/g;
/** A Parquet file ends with the length of its footer and its magic number. */
const TAIL_BYTES = 8;

/** Where a letter of a path in the file's rows (not in its footer) stands, chosen by the seed; undefined without any. Pure. */
export function letterIn(content: Buffer, seed: number): number | undefined {
  const end = content.length - TAIL_BYTES - content.readUInt32LE(content.length - TAIL_BYTES);
  const runs = [...content.toString('latin1', 0, Math.max(0, end)).matchAll(PATH)];
  const chosen = runs[Math.floor(uniform(seed, runs.length) * runs.length)];
  return chosen === undefined ? undefined : chosen.index + 4;
}

async function oldestFiles(tableDir: string, count: number): Promise<string[]> {
  const database = await openOracleDatabase({ small: true });
  try {
    const { files } = await readLakeLog(tableDir, database.connection);
    return files.slice(0, count).map(({ path }) => path);
  } finally {
    await database.close();
  }
}

export const fault: Fault = {
  id: 'flip-bytes',
  title: 'Bits of data files flip',
  async inject({ run }, { args, note }) {
    const { seed, table, files } = args as unknown as FlipBytesOptions;
    const flipped: { file: string; at: number; before: number; after: number }[] = [];
    for (const file of await oldestFiles(join(run.spec.lakeDir, TABLES[table].path), files)) {
      const content = readFileSync(file);
      const at = letterIn(content, seed);
      if (at === undefined) continue;
      const before = content[at]!;
      content[at] = before ^ 1;
      writeFileSync(file, content);
      flipped.push({ file, at, before, after: content[at]! });
    }
    note({ flipped });
  },
  async observed(_system, { args, notes }) {
    const flipped = (notes.flipped ?? []) as { file: string; at: number; before: number; after: number }[];
    const changed = flipped.filter(({ file, at, after }) => readFileSync(file)[at] === after);
    if (changed.length === 0) return null;
    return {
      says: `one bit changed in each of ${changed.length} data files of ${args.table}`,
      facts: { flipped },
    };
  },
  undo: async () => false,
};
