// Laws of the log, on random histories.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseActions, serializeActions } from '../../../pipeline/delta/actions.ts';
import { column, structOf } from '../../../pipeline/delta/schema.ts';
import { applyActions, emptyState, freeze, type TableSnapshot } from '../../../pipeline/delta/snapshot.ts';
import { createTable, type DeltaTable, openTable } from '../../../pipeline/delta/table.ts';
import { dataFile, type MemoryLake, memoryLake, OPTIONS, SCHEMA } from './memory-lake.ts';

type Step = { kind: 'append' | 'position' | 'evolve' } | { kind: 'remove'; pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom<'append' | 'position'>('append', 'position') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant<'evolve'>('evolve') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant<'remove'>('remove'), pick: fc.nat() }) },
);

async function perform(lake: MemoryLake, table: DeltaTable, one: Step): Promise<void> {
  const files = [...table.snapshot().files.keys()];
  const name = `f${table.version}`;
  if (one.kind === 'evolve') {
    const schemaChange = structOf(...table.schema.fields, column(`c${table.version}`, 'long'));
    await table.commit({ schemaChange, operation: 'ADD COLUMNS' });
  } else if (one.kind === 'remove' && files.length > 0) {
    await table.commit({ removes: [files[one.pick % files.length]!], operation: 'DELETE' });
  } else {
    const expected = table.transactionVersion('app');
    const transactions =
      one.kind === 'position' ? [{ appId: 'app', expected, version: (expected ?? 0) + 7 }] : [];
    await table.commit({ adds: [await dataFile(lake, 't', name)], transactions, operation: 'WRITE' });
  }
}

/** What a reader can tell: order of maps aside. */
function content(snapshot: TableSnapshot) {
  const positions = [...snapshot.transactions.values()].map(({ appId, version }) => [appId, version]);
  const files = [...snapshot.files.values()].map(({ path, size, stats }) => ({ path, size, stats }));
  return {
    version: snapshot.version,
    schema: snapshot.schema,
    positions,
    files,
    tombstones: [...snapshot.tombstones.keys()],
  };
}

test('a snapshot from checkpoint and tail equals the one from replaying every commit, at every version', async () => {
  const histories = fc.array(step, { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(histories, fc.integer({ min: 2, max: 6 }), async (steps, everyCommits) => {
      const lake = memoryLake();
      const table = await createTable(
        lake.ports,
        't',
        { schema: SCHEMA },
        { ...OPTIONS, checkpointEveryCommits: everyCommits },
      );
      for (const one of steps) await perform(lake, table, one);
      const replayed = emptyState();
      for (let version = 0; version <= table.version; version++) {
        const bytes = lake.files.get(`t/_delta_log/${String(version).padStart(20, '0')}.json`)!.bytes;
        applyActions(replayed, version, parseActions(new TextDecoder().decode(bytes), version));
        const reader = await openTable(lake.ports, 't', OPTIONS);
        expect(content(await reader.snapshotAt(version))).toEqual(content(freeze(replayed)));
      }
      expect(content(table.snapshot())).toEqual(content(freeze(replayed)));
    }),
    { numRuns: 40 },
  );
});

test('actions survive their text form, whatever the file names and values hold', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ path: fc.string({ unit: 'binary' }), size: fc.nat(), stats: fc.string() })),
      (adds) => {
        fc.pre(adds.length > 0);
        const actions = adds.map((add) => ({
          add: { ...add, partitionValues: {}, modificationTime: 1, dataChange: true },
        }));
        expect(parseActions(serializeActions(actions), 1)).toEqual(actions);
      },
    ),
  );
});
