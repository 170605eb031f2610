// Everything from outside that a Delta table needs. Nothing in this folder reads a clock, makes a random id or
// touches a disk except through these.

import type { ParquetPort } from './parquet.ts';
import type { LakeStorage } from './storage.ts';

export interface DeltaPorts {
  readonly storage: LakeStorage;
  readonly parquet: ParquetPort;
  /** Milliseconds since 1970; may be fractional. */
  readonly now: () => number;
  /** A fresh UUID. */
  readonly newId: () => string;
}
