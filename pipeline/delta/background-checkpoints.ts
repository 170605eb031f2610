// Checkpoints off the commit path: at most one is being written at a time, and a failure is handed to its listener
// (a failed checkpoint loses nothing, but a log without checkpoints grows slow and cannot be cleaned).

import { writeCheckpoint } from './checkpoint.ts';
import { DeltaError } from './errors.ts';
import { checkpointIntervalCommits, deletedFileRetentionMs } from './retention.ts';
import { dropOldTombstones } from './snapshot.ts';
import { currentSnapshot, type TableLog } from './table-log.ts';

export type CheckpointTiming = 'background' | 'inline' | 'off';

export interface CheckpointSettings {
  readonly timing: CheckpointTiming;
  /** In commits; the table's own `delta.checkpointInterval` counts first. */
  readonly everyCommits: number;
  readonly onError: (error: DeltaError) => void;
}

export interface Checkpointer {
  /** To be called after each commit; returns at once unless the timing is `inline`. */
  afterCommit(): Promise<void>;
  /** Writes a checkpoint of the newest version now and throws `checkpoint-failed` if it cannot. */
  write(): Promise<number>;
  /** Resolves when nothing is being written. */
  settled(): Promise<void>;
}

/** Writes a checkpoint now and then, one at a time, beside the commits and never in their way. */
export function checkpointer(log: TableLog, settings: CheckpointSettings): Checkpointer {
  let running: Promise<unknown> | undefined;

  const write = async (): Promise<number> => {
    const snapshot = currentSnapshot(log);
    dropOldTombstones(log.state, log.ports.now() - deletedFileRetentionMs(snapshot.metadata));
    try {
      await writeCheckpoint(log.ports, log.path, snapshot);
    } catch (cause) {
      throw failed(log.path, snapshot.version, cause);
    }
    return snapshot.version;
  };

  const start = (): Promise<unknown> => {
    running = write()
      .catch((error: unknown) => settings.onError(error as DeltaError))
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  const isDue = (): boolean => {
    const every = checkpointIntervalCommits(log.state.metadata!, settings.everyCommits);
    return settings.timing !== 'off' && log.state.version > 0 && log.state.version % every === 0;
  };

  return {
    write,
    afterCommit: async () => {
      if (!isDue() || running) return;
      const started = start();
      if (settings.timing === 'inline') await started;
    },
    settled: async () => {
      await running;
    },
  };
}

function failed(table: string, version: number, cause: unknown): DeltaError {
  return new DeltaError('checkpoint-failed', `checkpoint ${version} of ${table} could not be written`, {
    cause,
    context: { table, version },
    hint: 'See the cause. The table is whole; until a checkpoint succeeds, opening it stays slow and its log cannot be cleaned.',
  });
}
