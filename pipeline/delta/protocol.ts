// Which tables we may read and write. Reading: reader version 1, and those features of version 3 that change nothing for a
// reader who knows every type and every log file. Writing: writer version 2 without partitions. Anything else is refused by
// name, because a reader that ignores a feature returns wrong rows.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#valid-feature-names-in-table-features

import type { Metadata, Protocol } from './actions.ts';
import { DeltaError } from './errors.ts';
import type { StructType } from './schema.ts';
import type { TableState } from './snapshot.ts';

export const OUR_PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

const LEGACY_WRITER_FEATURES: Readonly<Record<number, readonly string[]>> = {
  3: ['checkConstraints'],
  4: ['checkConstraints', 'changeDataFeed', 'generatedColumns'],
  5: ['checkConstraints', 'changeDataFeed', 'generatedColumns', 'columnMapping'],
  6: ['checkConstraints', 'changeDataFeed', 'generatedColumns', 'columnMapping', 'identityColumns'],
};
const WRITABLE_FEATURES = new Set(['appendOnly', 'invariants']);
/** `timestampNtz` is a type we know; `vacuumProtocolCheck` is a duty of those who vacuum. */
const READABLE_FEATURES = new Set(['timestampNtz', 'vacuumProtocolCheck']);

/** What the owner of the table can do about a feature, in the engine that made it. */
const REMEDIES: Readonly<Record<string, string>> = {
  deletionVectors:
    "Rewrite it in Spark: SET TBLPROPERTIES ('delta.enableDeletionVectors' = false), REORG TABLE … APPLY (PURGE), ALTER TABLE … DROP FEATURE deletionVectors.",
  columnMapping: 'Drop it in Spark: ALTER TABLE … DROP FEATURE columnMapping (the table is rewritten).',
  v2Checkpoint: 'Drop it in Spark: ALTER TABLE … DROP FEATURE v2Checkpoint.',
  typeWidening: 'Drop it in Spark: ALTER TABLE … DROP FEATURE typeWidening (the files are rewritten).',
};

/** Throws `unsupported-feature` when reading this version of the table needs a feature that this reader lacks. */
export function checkReadable(
  tablePath: string,
  state: Pick<TableState, 'protocol' | 'metadata' | 'vectorFiles'>,
): void {
  const { protocol, metadata, vectorFiles } = state;
  if (protocol === undefined || metadata === undefined) return; // `freeze` tells of the hole in the log.
  const mapped = (metadata.configuration['delta.columnMapping.mode'] ?? 'none') !== 'none';
  const features = readerFeatures(protocol).filter(
    (feature) => !READABLE_FEATURES.has(feature) && (feature !== 'columnMapping' || mapped),
  );
  // Whatever the protocol action says: without its vector a file shows rows that were deleted.
  if (features.length === 0 && vectorFiles.size > 0) features.push('deletionVectors');
  if (features.length > 0) throw unsupported(tablePath, 'read', features, protocol);
  const provider = metadata.format?.provider ?? 'parquet';
  if (provider !== 'parquet') throw unsupported(tablePath, 'read', [`files of format ${provider}`], protocol);
}

/** Throws `unsupported-feature` when the table needs more of its writers than writer version 2, or is partitioned. */
export function checkWritable(
  tablePath: string,
  protocol: Protocol,
  schema: StructType,
  metadata: Pick<Metadata, 'partitionColumns'>,
): void {
  const features = writerFeatures(protocol);
  if (features.length > 0) throw unsupported(tablePath, 'write', features, protocol);
  if (metadata.partitionColumns.length > 0) {
    const partitioned = `partitions by ${metadata.partitionColumns.join(', ')}`;
    throw unsupported(tablePath, 'write', [partitioned], protocol);
  }
  const guarded = schema.fields.find((field) => 'delta.invariants' in field.metadata);
  if (guarded) throw unsupported(tablePath, 'write', [`invariant on column ${guarded.name}`], protocol);
}

function readerFeatures(protocol: Protocol): string[] {
  if (protocol.minReaderVersion <= 1) return [];
  if (protocol.minReaderVersion === 2) return ['columnMapping'];
  if (protocol.minReaderVersion === 3) return [...(protocol.readerFeatures ?? [])];
  return [`reader version ${protocol.minReaderVersion}`];
}

function writerFeatures(protocol: Protocol): string[] {
  if (protocol.minWriterVersion <= 2) return [];
  if (protocol.minWriterVersion === 7) {
    return (protocol.writerFeatures ?? []).filter((feature) => !WRITABLE_FEATURES.has(feature));
  }
  const named = LEGACY_WRITER_FEATURES[protocol.minWriterVersion];
  return named ? [...named] : [`writer version ${protocol.minWriterVersion}`];
}

function unsupported(
  tablePath: string,
  verb: 'read' | 'write',
  features: string[],
  protocol: Protocol,
): DeltaError {
  const remedy = verb === 'read' ? features.map((feature) => REMEDIES[feature]).find(Boolean) : undefined;
  return new DeltaError(
    'unsupported-feature',
    `cannot ${verb} table ${tablePath}: it uses ${features.join(', ')}`,
    {
      context: { table: tablePath, features, protocol },
      hint:
        remedy ??
        `Use the engine that made the table, or copy its rows into a table that ${verb === 'read' ? 'any reader' : 'any writer'} takes.`,
    },
  );
}
