// Which tables we may read and write: reader version 1 and writer version 2, and the named features that are part of
// them. Anything else is refused by name, because a reader that ignores a feature returns wrong rows.
// https://github.com/delta-io/delta/blob/master/PROTOCOL.md#valid-feature-names-in-table-features

import type { Metadata, Protocol } from './actions.ts';
import { DeltaError } from './errors.ts';
import type { StructType } from './schema.ts';

export const OUR_PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

const LEGACY_WRITER_FEATURES: Readonly<Record<number, readonly string[]>> = {
  3: ['checkConstraints'],
  4: ['checkConstraints', 'changeDataFeed', 'generatedColumns'],
  5: ['checkConstraints', 'changeDataFeed', 'generatedColumns', 'columnMapping'],
  6: ['checkConstraints', 'changeDataFeed', 'generatedColumns', 'columnMapping', 'identityColumns'],
};
const WRITABLE_FEATURES = new Set(['appendOnly', 'invariants']);

/** Throws `unsupported-feature` when the table needs more than reader version 1. */
export function checkReadable(tablePath: string, protocol: Protocol, metadata: Metadata): void {
  const features = readerFeatures(protocol);
  if (features.length > 0) throw unsupported(tablePath, 'read', features, protocol);
  if (metadata.partitionColumns.length > 0) {
    throw unsupported(
      tablePath,
      'read',
      [`partitioned by ${metadata.partitionColumns.join(', ')}`],
      protocol,
    );
  }
}

/** Throws `unsupported-feature` when the table needs more of its writers than writer version 2. */
export function checkWritable(tablePath: string, protocol: Protocol, schema: StructType): void {
  const features = writerFeatures(protocol);
  if (features.length > 0) throw unsupported(tablePath, 'write', features, protocol);
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
  return new DeltaError(
    'unsupported-feature',
    `cannot ${verb} table ${tablePath}: it uses ${features.join(', ')}`,
    {
      context: { table: tablePath, features, protocol },
      hint: 'Another engine changed or made this table; Lakequake keeps to Delta reader 1 / writer 2.',
    },
  );
}
