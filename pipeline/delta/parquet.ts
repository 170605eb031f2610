// The Parquet port: how checkpoints become Parquet and back. The log itself never looks inside a Parquet file.

import type { Action } from './actions.ts';

export interface ParquetPort {
  /** Writes the actions as a classic checkpoint to a path given by `LakeStorage.temporaryPath`. */
  writeCheckpoint(temporaryPath: string, actions: Iterable<Action>): Promise<void>;
  /** All actions of one checkpoint file (of one part, when it has several). */
  readCheckpoint(path: string): Promise<Action[]>;
}
