// A user's filter on gold: gold counts what it lets through, and follows silver also when it lets nothing through.
import { expect, test } from 'vitest';
import { appId } from '../../../pipeline/contract/tables.ts';
import { localMedallion, type TestRecord } from './local-medallion.ts';

const record = (index: number, status: number): TestRecord => ({
  partition: 0,
  id: `rtest-${index}`,
  raw: `h - - [13/Jul/1995:00:00:0${index} -0400] "GET / HTTP/1.0" ${status} 7`,
  kafkaMs: 1_000 + index,
});

async function filtered(goldFilter: string | null) {
  const medallion = await localMedallion({
    settings: ({ silver }) => {
      silver.goldFilter = goldFilter;
    },
  });
  try {
    // Two batches: the first is taken while gold rebuilds its state, the second as it comes.
    for (const batch of [[record(0, 200), record(1, 404)], [record(2, 404)]]) {
      await medallion.bronze(batch);
      await medallion.silver();
      await medallion.gold();
    }
    const { silver, 'gold.traffic': gold } = medallion.lakehouse.tables;
    const rows = await medallion.rows('gold.traffic', 'requests');
    return { rows, behind: silver.version - (gold.transactionVersion(appId.gold) ?? 0) };
  } finally {
    medallion.close();
  }
}

test('a filter on gold takes the rows for which it holds, and without one all are taken', async () => {
  expect((await filtered(null)).rows).toEqual(['["3"]']);
  expect((await filtered('status >= 400')).rows).toEqual(['["2"]']);
});

test('a filter that lets nothing through leaves gold empty, and gold follows silver all the same', async () => {
  expect(await filtered("CAST(status AS VARCHAR) = '20'")).toEqual({ rows: [], behind: 0 });
});
