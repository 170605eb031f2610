// slow-reader: somebody opens a table at its newest version and takes some seconds until it reads the files it found there, again and
// again, as a notebook or a nightly job does. It harms nobody; whoever cleans up too early harms it. Proof: files of the version it held
// that were no longer part of the table when it read them. Undo: it stops; it lives in the runner and dies with it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { readLakeLog } from '../drivers/lake-log.ts';
import { openOracleDatabase } from '../drivers/oracle-database.ts';
import type { System } from '../drivers/system.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';

export interface SlowReaderOptions {
  table: TableName;
  /** From opening a version to reading its files. */
  takesMs: number;
}

interface Reads {
  /** Times it read a version that was no longer the newest. */
  old: number;
  /** Files of such versions that the table had let go of. */
  superseded: number;
  /** Of these, files that were gone. */
  gone: number;
}

const readers = new Map<string, { stop: AbortController; reads: Reads }>();

async function filesOf(tableDir: string): Promise<string[]> {
  const database = await openOracleDatabase({ small: true });
  try {
    return (await readLakeLog(tableDir, database.connection)).files.map(({ path }) => path);
  } finally {
    await database.close();
  }
}

/** One slow reading after the other, until it is told to stop. */
async function readOn(tableDir: string, takesMs: number, reads: Reads, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const opened = await filesOf(tableDir);
    await delay(takesMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const now = new Set(await filesOf(tableDir));
    const superseded = opened.filter((file) => !now.has(file));
    if (superseded.length > 0) reads.old += 1;
    reads.superseded += superseded.length;
    reads.gone += superseded.filter((file) => !existsSync(file)).length;
  }
}

const keyOf = ({ run }: Pick<System, 'run'>) => run.spec.runId;

export const fault: Fault = {
  id: 'slow-reader',
  title: 'A reader holds on to an older version',
  async inject(system, { args, note }) {
    const { table, takesMs } = args as unknown as SlowReaderOptions;
    const reads: Reads = { old: 0, superseded: 0, gone: 0 };
    const stop = new AbortController();
    readers.set(keyOf(system), { stop, reads });
    note({ reader: keyOf(system) });
    const tableDir = join(system.run.spec.lakeDir, TABLES[table].path);
    readOn(tableDir, takesMs, reads, stop.signal).catch((error: unknown) => note({ failed: String(error) }));
    await untilOrDeadline(() => reads.old > 0);
  },
  async observed(system, { args }) {
    const reads = readers.get(keyOf(system))?.reads;
    if (reads === undefined || reads.old === 0) return null;
    const { old, superseded, gone } = reads;
    return {
      says: `a reader of ${args.table} read ${old} versions that were old by then: of ${superseded} files the table had let go of, ${gone} were gone`,
      facts: { ...reads },
    };
  },
  async undo({ notes }) {
    const reader = readers.get(String(notes.reader));
    reader?.stop.abort();
    return readers.delete(String(notes.reader));
  },
};
