// The tables that Spark writes, looked at twice a second by our own reader; made when they are missing, which is sooner than Spark would.
// Writes no row.
import type { ProcessorReport } from '../contract/progress.ts';
import type { RunSpec } from '../contract/run-spec.ts';
import { openDuckDb } from '../lake/duckdb-session.ts';
import { lakePorts } from '../lake/lake-ports.ts';
import { localStorage } from '../lake/local-storage.ts';
import { openTables } from '../medallion/lakehouse.ts';
import { tableFigures } from '../medallion/processor-report.ts';

const LOOK_EVERY_MS = 500;

export interface WatchedTables {
  figures(nowMs: number): ProcessorReport['tables'];
  stop(): void;
}

/** Begins to look; `onTrouble` hears of every look that failed. */
export async function watchTables(
  { lakeDir, settings }: RunSpec,
  onTrouble: (error: unknown) => void,
): Promise<WatchedTables> {
  const session = await openDuckDb({ threads: 1, memoryLimitMb: 256 });
  const ports = lakePorts(localStorage(lakeDir), session);
  const tables = await openTables(ports, { settings, onCheckpointError: (_, error) => onTrouble(error) });
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    await Promise.all(Object.values(tables).map((table) => table.refresh())).catch(onTrouble);
    looking = false;
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return { figures: tableFigures(tables), stop: () => clearInterval(timer) };
}
