// The storage port: all that the Delta log needs from a file system. Paths are relative to the lake's root and
// separated by '/'. Every method is one step that a crash test may number, and no method ever shows a half-written
// file under its final name; what a crash leaves behind has a temporary name, which vacuum recognises and removes.

export interface StoredFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface LakeStorage {
  /** The whole file, or undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  exists(path: string): Promise<boolean>;
  /** The files (not folders) directly in a folder, sorted by name; none when there is no such folder. */
  list(directory: string): Promise<StoredFile[]>;
  /** Creates the file with this text, whole, unless the name is taken: then false and nothing changes. */
  putIfAbsent(path: string, text: string): Promise<boolean>;
  /** Creates or replaces the file, whole. */
  put(path: string, content: Uint8Array | string): Promise<void>;
  /** Gives a finished file at a temporary path its final name, durably, and says what it is now. */
  publish(temporaryPath: string, path: string): Promise<StoredFile>;
  /** Removes the file; no error when it is not there. */
  remove(path: string): Promise<void>;
  /** The absolute path by which another program (DuckDB) opens the file. */
  localPath(path: string): string;
  /** A fresh name on the same file system as `path`, in a folder that exists, that no reader takes for data. */
  temporaryPath(path: string): Promise<string>;
}

/** Names as given by `temporaryPath`: a leading dot (every Delta reader skips it) and `.tmp` at the end. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}
