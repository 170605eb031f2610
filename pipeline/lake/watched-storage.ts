// A storage port that counts what it refuses to write. For the report of a process only: it changes nothing and hides nothing.
import type { LakeStorage } from '../delta/storage.ts';

export interface StorageFigures {
  /** Writes that failed since the start of the process. */
  failedWrites: number;
  /** Longest write of those that ended since the last reading, or that is still under way, ms. */
  slowestWriteMs: number;
}

export interface WatchedStorage {
  storage: LakeStorage;
  /** Takes the figures; the slowest write begins anew. */
  take(): StorageFigures;
}

/** The same storage, watched. `nowMs` need only go forward. */
export function watchedStorage(storage: LakeStorage, nowMs: () => number): WatchedStorage {
  let failedWrites = 0;
  let slowestMs = 0;
  const open = new Set<{ since: number }>();
  async function watched<T>(write: () => Promise<T>): Promise<T> {
    const call = { since: nowMs() };
    open.add(call);
    try {
      return await write();
    } catch (error) {
      failedWrites += 1;
      throw error;
    } finally {
      open.delete(call);
      slowestMs = Math.max(slowestMs, nowMs() - call.since);
    }
  }
  return {
    storage: {
      ...storage,
      publish: (temporary, path) => watched(() => storage.publish(temporary, path)),
      put: (path, content) => watched(() => storage.put(path, content)),
      putIfAbsent: (path, text) => watched(() => storage.putIfAbsent(path, text)),
    },
    take() {
      const now = nowMs();
      const slowestWriteMs = Math.max(slowestMs, ...[...open].map(({ since }) => now - since));
      slowestMs = 0;
      return { failedWrites, slowestWriteMs };
    },
  };
}
