// A lake in memory with a clock that the test turns: the ports of the Delta log without disk or DuckDB.
import type { Action } from '../../../pipeline/delta/actions.ts';
import type { DeltaPorts } from '../../../pipeline/delta/ports.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import type { LakeStorage } from '../../../pipeline/delta/storage.ts';
import type { TableOptions } from '../../../pipeline/delta/table.ts';
import type { NewDataFile } from '../../../pipeline/delta/transaction.ts';

export interface MemoryLake {
  readonly ports: DeltaPorts;
  readonly files: Map<string, { bytes: Uint8Array; modifiedMs: number }>;
  nowMs: number;
}

export const SCHEMA = structOf(column('id', 'long'), column('name', 'string'));

/** Checkpoint failures end the test. */
export const OPTIONS: TableOptions = {
  checkpointTiming: 'inline',
  onCheckpointError: (error) => {
    throw error;
  },
};

export function memoryLake(): MemoryLake {
  let serial = 0;
  const files: MemoryLake['files'] = new Map();
  const lake = { files, nowMs: 1_000_000_000_000 } as MemoryLake;
  const write = (path: string, bytes: Uint8Array): void => {
    files.set(path, { bytes, modifiedMs: lake.nowMs });
  };
  const encode = (content: Uint8Array | string): Uint8Array =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const storage: LakeStorage = {
    read: async (path) => files.get(path)?.bytes,
    exists: async (path) => files.has(path),
    list: async (directory) =>
      [...files]
        .filter(
          ([path]) => path.startsWith(`${directory}/`) && !path.slice(directory.length + 1).includes('/'),
        )
        .map(([path, { bytes, modifiedMs }]) => ({
          name: path.slice(directory.length + 1),
          sizeBytes: bytes.length,
          modifiedMs,
        }))
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
    putIfAbsent: async (path, text) => {
      if (files.has(path)) return false;
      write(path, encode(text));
      return true;
    },
    put: async (path, content) => write(path, encode(content)),
    publish: async (temporary, path) => {
      const { bytes } = files.get(temporary)!;
      files.delete(temporary);
      write(path, bytes);
      return { name: path.split('/').at(-1)!, sizeBytes: bytes.length, modifiedMs: lake.nowMs };
    },
    remove: async (path) => {
      files.delete(path);
    },
    localPath: (path) => `/memory/${path}`,
    temporaryPath: async (path) => {
      serial += 1;
      const cut = path.lastIndexOf('/') + 1;
      return `${path.slice(0, cut)}.${path.slice(cut)}.${serial}.tmp`;
    },
  };
  const parquet = {
    writeCheckpoint: async (path: string, actions: Iterable<Action>) =>
      write(path, encode(JSON.stringify([...actions]))),
    readCheckpoint: async (path: string) =>
      JSON.parse(new TextDecoder().decode(files.get(path)!.bytes)) as Action[],
  };
  const newId = (): string => `id-${++serial}`;
  return Object.assign(lake, { ports: { storage, parquet, now: () => lake.nowMs, newId } });
}

/** A data file in the lake and its description. */
export async function dataFile(
  lake: MemoryLake,
  table: string,
  name: string,
  size = 10,
): Promise<NewDataFile> {
  await lake.ports.storage.put(`${table}/${name}`, new Uint8Array(size));
  return { path: name, size, modificationTime: lake.nowMs, stats: '{"numRecords":1}' };
}
