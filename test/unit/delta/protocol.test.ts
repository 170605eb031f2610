// Which tables may be read and written: what changes nothing for us passes, anything else is refused by its name.
import { expect, test } from 'vitest';
import type { AddFile, Metadata, Protocol } from '../../../pipeline/delta/actions.ts';
import { isDeltaError } from '../../../pipeline/delta/errors.ts';
import { checkReadable, checkWritable } from '../../../pipeline/delta/protocol.ts';
import { column, serializeSchema, structOf } from '../../../pipeline/delta/schema.ts';
import { applyActions, emptyState, type TableState } from '../../../pipeline/delta/snapshot.ts';

const SCHEMA = structOf(column('id', 'long'));
const metadata = (change: Partial<Metadata> = {}): Metadata => ({
  id: 'x',
  format: { provider: 'parquet', options: {} },
  schemaString: serializeSchema(SCHEMA),
  partitionColumns: [],
  configuration: {},
  ...change,
});
const reader3 = (...features: string[]): Protocol => ({
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: features,
  writerFeatures: features,
});
const file = (path: string, deletionVector?: Record<string, unknown>): { add: AddFile } => ({
  add: {
    path,
    partitionValues: {},
    size: 1,
    modificationTime: 0,
    dataChange: true,
    ...(deletionVector && { deletionVector }),
  },
});

function stateOf(protocol: Protocol, change: Partial<Metadata> = {}): TableState {
  const state = emptyState();
  applyActions(state, 0, [{ protocol }, { metaData: metadata(change) }]);
  return state;
}

test.each([
  ['reader version 1', { minReaderVersion: 1, minWriterVersion: 2 }],
  ['timestamps without a zone', reader3('timestampNtz')],
  ['a duty of those who vacuum', reader3('vacuumProtocolCheck')],
  ['column mapping that is named but not used', reader3('columnMapping')],
] as [string, Protocol][])('%s may be read', (_, protocol) => {
  expect(() => checkReadable('t', stateOf(protocol))).not.toThrow();
});

test.each([
  ['deletionVectors', reader3('timestampNtz', 'deletionVectors'), {}],
  ['columnMapping', { minReaderVersion: 2, minWriterVersion: 5 }, { 'delta.columnMapping.mode': 'name' }],
  ['v2Checkpoint', reader3('v2Checkpoint'), {}],
  ['typeWidening', reader3('typeWidening'), {}],
  ['catalogManaged', reader3('catalogManaged'), {}],
  ['reader version 4', { minReaderVersion: 4, minWriterVersion: 7 }, {}],
] as [string, Protocol, Record<string, string>][])(
  '%s is refused by name, with a way out',
  (name, protocol, configuration) => {
    const refusal = refusalOf(() => checkReadable('t', stateOf(protocol, { configuration })));
    expect(refusal.message).toContain(name);
    expect(refusal.hint).toMatch(/^(Rewrite|Drop|Use) /);
  },
);

test('a file with a deletion vector is refused whatever the protocol says, until it is rewritten', () => {
  const state = stateOf({ minReaderVersion: 1, minWriterVersion: 2 });
  applyActions(state, 1, [file('a.parquet', { storageType: 'u' }), file('b.parquet')]);
  expect(refusalOf(() => checkReadable('t', state)).message).toContain('deletionVectors');
  applyActions(state, 2, [{ remove: { path: 'a.parquet', dataChange: false } }, file('c.parquet')]);
  expect(() => checkReadable('t', state)).not.toThrow();
});

test('a partitioned table may be read and not written', () => {
  const state = stateOf({ minReaderVersion: 1, minWriterVersion: 2 }, { partitionColumns: ['id'] });
  expect(() => checkReadable('t', state)).not.toThrow();
  const refusal = refusalOf(() => checkWritable('t', state.protocol!, SCHEMA, state.metadata!));
  expect(refusal.message).toContain('partitions by id');
});

function refusalOf(act: () => void): { message: string; hint: string | undefined } {
  try {
    act();
  } catch (error) {
    if (isDeltaError(error, 'unsupported-feature')) return error;
    throw error;
  }
  throw new Error('was not refused');
}
