// The lake on a local folder: the storage port of the Delta log with temporary files, link() and rename().
// Must never show half a file under a final name. With `fsync` what was reported as written survives a power cut;
// without it only the death of the process.

import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DeltaError } from '../delta/errors.ts';
import type { LakeStorage, StoredFile } from '../delta/storage.ts';

export interface LocalStorageOptions {
  /** Flush files and folders to the disk before reporting them written. True by default. */
  readonly fsync?: boolean;
  /**
   * Writes under the final name at once (naive): who dies or runs out of room in the midst leaves half a file where readers look. It
   * breaks what the storage port promises, which is what a scenario shows.
   */
  readonly inPlace?: boolean;
}

/** A storage port over a folder, which is made on the first write. */
export function localStorage(root: string, options: LocalStorageOptions = {}): LakeStorage {
  const absoluteRoot = resolve(root);
  const fsync = options.fsync ?? true;
  const at = (path: string): string => inside(absoluteRoot, path);
  const folderOf = (path: string) => mkdir(dirname(at(path)), { recursive: true });
  const safe: LakeStorage = {
    read: (path) => unlessAbsent(readFile(at(path)), undefined),
    exists: async (path) => (await unlessAbsent(stat(at(path)), undefined)) !== undefined,
    list: (directory) => listFiles(at(directory)),
    putIfAbsent: (path, text) => putIfAbsent(at(path), text, fsync),
    put: (path, content) => put(at(path), content, fsync),
    publish: (temporaryPath, path) => publish(at(temporaryPath), at(path), fsync),
    remove: (path) => rm(at(path), { force: true }),
    localPath: at,
    temporaryPath: async (path) => {
      await folderOf(path);
      return temporaryNameFor(path);
    },
  };
  if (!options.inPlace) return safe;
  return {
    ...safe,
    putIfAbsent: async (path, text) => {
      await folderOf(path);
      return createInPlace(at(path), text, fsync);
    },
    put: async (path, content) => {
      await folderOf(path);
      await writeFile(at(path), content, { flush: fsync });
    },
    publish: (temporaryPath, path) =>
      temporaryPath === path
        ? describe(dirname(at(path)), basename(path))
        : safe.publish(temporaryPath, path),
    temporaryPath: async (path) => {
      await folderOf(path);
      return path;
    },
  };
}

async function createInPlace(path: string, text: string, fsync: boolean): Promise<boolean> {
  try {
    await writeNew(path, text, fsync);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function inside(root: string, path: string): string {
  const segments = path.split('/');
  if (path.startsWith('/') || path.includes('\0') || segments.includes('..')) {
    throw new DeltaError('bad-path', `${JSON.stringify(path)} is not a path inside the lake`, {
      context: { path },
      hint: 'Name a file below the folder of the lake, without `..` and without a slash at the beginning.',
    });
  }
  return join(root, ...segments);
}

function temporaryNameFor(path: string): string {
  const directory = dirname(path);
  const name = `.${basename(path)}.${randomUUID()}.tmp`;
  return directory === '.' ? name : `${directory}/${name}`;
}

async function listFiles(directory: string): Promise<StoredFile[]> {
  const entries = await unlessAbsent(readdir(directory, { withFileTypes: true }), []);
  const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const files = await Promise.all(names.map((name) => unlessAbsent(describe(directory, name), undefined)));
  return files
    .filter((file) => file !== undefined)
    .sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

async function describe(directory: string, name: string): Promise<StoredFile> {
  const { size, mtimeMs } = await stat(join(directory, name));
  return { name, sizeBytes: size, modifiedMs: Math.floor(mtimeMs) };
}

async function putIfAbsent(path: string, text: string, fsync: boolean): Promise<boolean> {
  const temporary = temporaryNameFor(path);
  await writeWhole(temporary, text, fsync);
  const created = await linkIfAbsent(temporary, path);
  // From here on the file is there: a failure must not be taken for "not written".
  try {
    await rm(temporary, { force: true });
    if (created && fsync) await syncDirectory(dirname(path));
  } catch (cause) {
    throw new DeltaError('storage', `${path} was created, but what follows failed`, {
      definite: false,
      cause,
      hint: 'Read the table again: it says whether the commit is there.',
    });
  }
  return created;
}

async function linkIfAbsent(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    await rm(temporary, { force: true });
    throw new DeltaError('storage', `${path} could not be created`, {
      cause,
      context: { path },
      hint: 'Put the lake on a file system with hard links (ext4, xfs, btrfs, APFS), not on FAT or a Windows mount in WSL.',
    });
  }
}

async function put(path: string, content: Uint8Array | string, fsync: boolean): Promise<void> {
  const temporary = temporaryNameFor(path);
  await writeWhole(temporary, content, fsync);
  await rename(temporary, path);
  if (fsync) await syncDirectory(dirname(path));
}

async function publish(temporary: string, path: string, fsync: boolean): Promise<StoredFile> {
  if (fsync) await syncFile(temporary);
  await rename(temporary, path);
  if (fsync) await syncDirectory(dirname(path));
  return describe(dirname(path), basename(path));
}

async function writeWhole(temporary: string, content: Uint8Array | string, fsync: boolean): Promise<void> {
  try {
    await writeNew(temporary, content, fsync).catch(async (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      await mkdir(dirname(temporary), { recursive: true });
      await writeNew(temporary, content, fsync);
    });
  } catch (cause) {
    throw new DeltaError('storage', `${basename(temporary)} could not be written in ${dirname(temporary)}`, {
      cause,
      context: { path: temporary, system: codeOf(cause) },
      hint: codeOf(cause) === 'ENOSPC' ? 'Free some space on the disk of the lake.' : 'See the cause.',
    });
  }
}

async function writeNew(path: string, content: Uint8Array | string, fsync: boolean): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    if (fsync) await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

async function unlessAbsent<T, U>(found: Promise<T>, absent: U): Promise<T | U> {
  try {
    return await found;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return absent;
    throw error;
  }
}
