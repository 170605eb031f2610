// The real ports of the Delta log: a local folder, DuckDB's Parquet, the system's clock and random ids. Composition
// roots start from these and may wrap any of them.

import { randomUUID } from 'node:crypto';
import type { DeltaPorts } from '../delta/ports.ts';
import type { LakeStorage } from '../delta/storage.ts';
import type { DuckDbSession } from './duckdb-session.ts';
import { duckDbParquet } from './parquet-port.ts';

/** Ports over a storage and a DuckDB session. */
export function lakePorts(storage: LakeStorage, session: DuckDbSession): DeltaPorts {
  return { storage, parquet: duckDbParquet(session, storage), now: Date.now, newId: randomUUID };
}
