// Checkpoints: the whole state as one Parquet file, so that a reader need not replay the log from version 0.
// The Parquet file is durable before `_last_checkpoint` points at it, and the JSON commits stay beside it.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#checkpoints

import type { Action } from './actions.ts';
import { checkpointPath, lastCheckpointPath, logDirectory } from './log-names.ts';
import type { DeltaPorts } from './ports.ts';
import { deletedFileRetentionMs } from './retention.ts';
import type { TableSnapshot } from './snapshot.ts';

/** Writes the checkpoint of a snapshot; writing it twice does no harm. */
export async function writeCheckpoint(
  ports: DeltaPorts,
  tablePath: string,
  snapshot: TableSnapshot,
): Promise<void> {
  const { storage, parquet } = ports;
  const path = checkpointPath(tablePath, snapshot.version);
  const temporary = await storage.temporaryPath(path);
  const cutoffMs = ports.now() - deletedFileRetentionMs(snapshot.metadata);
  let size = 0;
  const counted = function* (): Generator<Action> {
    for (const action of checkpointActions(snapshot, cutoffMs)) {
      size += 1;
      yield action;
    }
  };
  await parquet.writeCheckpoint(temporary, counted());
  const { sizeBytes } = await storage.publish(temporary, path);
  await pointAt(ports, tablePath, snapshot, { size, sizeInBytes: sizeBytes });
}

/** What a checkpoint holds: everything but `commitInfo` and tombstones nobody needs any more. */
function* checkpointActions(snapshot: TableSnapshot, tombstoneCutoffMs: number): Generator<Action> {
  yield { protocol: snapshot.protocol };
  yield { metaData: snapshot.metadata };
  for (const txn of snapshot.transactions.values()) yield { txn };
  for (const remove of snapshot.tombstones.values()) {
    if ((remove.deletionTimestamp ?? 0) >= tombstoneCutoffMs) yield { remove };
  }
  for (const add of snapshot.files.values()) yield { add: { ...add, dataChange: false } };
}

async function pointAt(
  ports: DeltaPorts,
  tablePath: string,
  snapshot: TableSnapshot,
  sizes: { readonly size: number; readonly sizeInBytes: number },
): Promise<void> {
  const { version, files } = snapshot;
  const path = lastCheckpointPath(tablePath);
  if ((await lastCheckpointVersion(ports, tablePath)) > version) return;
  await ports.storage.put(path, JSON.stringify({ version, ...sizes, numOfAddFiles: files.size }));
  // Spark leaves a checksum beside the pointer it wrote, and refuses ours while that lies there.
  await ports.storage.remove(`${logDirectory(tablePath)}/._last_checkpoint.crc`);
}

/** What `_last_checkpoint` points at, or -1. It is only a hint, so a damaged one counts as none. */
async function lastCheckpointVersion(ports: DeltaPorts, tablePath: string): Promise<number> {
  const bytes = await ports.storage.read(lastCheckpointPath(tablePath));
  const found = /"version"\s*:\s*(\d+)/.exec(bytes ? new TextDecoder().decode(bytes) : '');
  return found ? Number(found[1]) : -1;
}
