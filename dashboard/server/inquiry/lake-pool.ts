// Lakes opened for reading, kept for a while: opening one costs a tenth of a second and a DuckDB of its own. At most a few at a time; one
// that nobody has used lately is closed.
import { locateRun, type RunPlaces } from '../../../pipeline/observe/locate-run.ts';
import { type LakeSql, openLakeSql } from '../../../pipeline/observe/sql/open-lake-sql.ts';

export interface OpenLake {
  places: RunPlaces;
  sql: LakeSql;
}

export interface LakePool {
  /** Opens the lake of a run (the lab's, or the newest run's, when left out) and uses it. Throws `not-found`. */
  use<T>(run: string | undefined, work: (lake: OpenLake) => Promise<T>): Promise<T>;
  /** Closes what nobody uses now, and the rest when its users are done. */
  close(): void;
}

interface Entry {
  lake: Promise<OpenLake>;
  users: number;
  usedAt: number;
}

const MOST_OPEN = 3;
const IDLE_MS = 30_000;
/** What one question may cost; for the SQL box, too. */
export const READ_LIMITS = { timeMs: 10_000, memoryMb: 512, threads: 1, rows: 1_000 } as const;

/** Lakes that are open for questions; each is closed when nobody has asked for a while. */
export function lakePool(stateDir: string): LakePool {
  const open = new Map<string, Entry>();
  let closed = false;

  function drop(key: string, entry: Entry): void {
    if (open.get(key) === entry) open.delete(key);
    void entry.lake.then(
      ({ sql }) => sql.close(),
      () => undefined, // it never opened
    );
  }

  function sweep(idleMs: number): void {
    const idle = [...open].filter(([, { users }]) => users === 0).sort((a, b) => a[1].usedAt - b[1].usedAt);
    for (const [key, entry] of idle)
      if (Date.now() - entry.usedAt > idleMs || open.size > MOST_OPEN) drop(key, entry);
  }
  const timer = setInterval(() => sweep(IDLE_MS), IDLE_MS);
  timer.unref();

  function entryFor(run: string | undefined): [string, Entry] {
    const places = locateRun(stateDir, run);
    const key = places.lakeDir;
    const known = open.get(key);
    if (known !== undefined) return [key, known];
    const { lakeDir, ledger } = places;
    const lake = openLakeSql({ lakeDir, ledger, limits: READ_LIMITS }).then((sql) => ({ places, sql }));
    const entry = { lake, users: 0, usedAt: Date.now() };
    open.set(key, entry);
    return [key, entry];
  }

  return {
    async use(run, work) {
      const [key, entry] = entryFor(run);
      entry.users += 1;
      try {
        return await work(await entry.lake);
      } catch (error) {
        // A lake that would not open is asked anew next time.
        await entry.lake.catch(() => open.delete(key));
        throw error;
      } finally {
        entry.users -= 1;
        entry.usedAt = Date.now();
        // Closed meanwhile: the last who used it closes it.
        if (closed && entry.users === 0) drop(key, entry);
        else sweep(IDLE_MS);
      }
    },
    close() {
      closed = true;
      clearInterval(timer);
      // DuckDB takes the process down when it is closed under a query, so what is in use is left to its users.
      for (const [key, entry] of open) if (entry.users === 0) drop(key, entry);
    },
  };
}
