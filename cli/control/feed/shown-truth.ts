// The truth behind the run that is shown: another run takes its place, and the end may come in the midst of that. DuckDB is closed when
// nobody opens or uses a connection any more; a run that is shown after the end is not looked at.
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { type TruthWatch, watchTruth } from './truth-watch.ts';

export interface ShownTruth {
  /** Undefined before the first run, and while one takes the place of another. */
  now(): TruthWatch | undefined;
  show(spec: RunSpec): Promise<void>;
  close(): Promise<void>;
}

/** `note` hears what went wrong in a comparison. */
export async function openShownTruth(note: (problem: string) => void): Promise<ShownTruth> {
  const duckdb = await openDuckDb({ threads: 1, memoryLimitMb: 200 });
  const changes = new Set<Promise<void>>();
  let current: TruthWatch | undefined;
  let newest: RunSpec | undefined;
  let closed = false;

  async function change(spec: RunSpec): Promise<void> {
    const isWanted = () => !closed && newest === spec;
    const before = current;
    current = undefined;
    await before?.stop();
    if (!isWanted()) return;
    const opened = await watchTruth(spec, duckdb, note);
    if (isWanted()) current = opened;
    else await opened.stop();
  }

  return {
    now: () => current,
    async show(spec) {
      if (closed) return;
      newest = spec;
      const changing = change(spec);
      changes.add(changing);
      await changing.finally(() => changes.delete(changing));
    },
    async close() {
      closed = true;
      await Promise.allSettled(changes);
      await current?.stop();
      duckdb.close();
    },
  };
}
