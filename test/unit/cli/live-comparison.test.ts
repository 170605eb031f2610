// Ledger against bronze, over a small real table: who met, who is on the way, who is lost.
import { expect, test } from 'vitest';
import type { AckedBatch } from '../../../cli/control/feed/ledger-tail.ts';
import { liveComparison } from '../../../cli/control/feed/live-comparison.ts';
import { appId } from '../../../pipeline/contract/tables.ts';
import { openSmallLakes } from '../../helpers/small-lake.ts';

/** Made on 26 November 2026, before any of the tables below. */
const RUN = 'rmwx7gwowso';
const { connection, tableIn } = await openSmallLakes();

/** A lake whose bronze takes events by their ids, at offsets from 0 on, and a comparison with the ledger of RUN. */
async function bronzeOf(lake: string) {
  const { table, ports, fileOf } = await tableIn(lake, 'bronze');
  let next = 0;
  async function take(...ids: string[]): Promise<void> {
    const rows = ids.map(
      (id, index) =>
        `SELECT '${id}' AS event_id, 't' AS kafka_topic, 0 AS kafka_partition, ${next + index} AS kafka_offset,
         now() AS kafka_time, now() AS ingested_at, 'k' AS key, 'raw' AS raw`,
    );
    const file = await fileOf(rows.join(' UNION ALL '));
    const expected = next === 0 ? undefined : next;
    next += ids.length;
    const transactions = [{ appId: appId.bronze('t', 0), expected, version: next }];
    await table.commit({ adds: [file!], transactions, operation: 'STREAMING UPDATE' });
  }
  const options = { ports, connection, runId: RUN, topic: 't', windowMs: 10_000 };
  return { take, comparison: liveComparison(options) };
}

const acked = (first: number, ...seq: number[]): AckedBatch => ({
  partition: 0,
  seq,
  offset: seq.map((_, index) => first + index),
  time: seq.map((one) => one * 1_000),
});

test('events wait until bronze shows them, whoever comes first', async () => {
  const { take, comparison } = await bronzeOf('both-ways');
  expect(await comparison.compare([acked(0, 1, 2)])).toMatchObject({ unaccounted: 2, lost: 0 });
  await take(`${RUN}-1`, `${RUN}-2`, `${RUN}-3`);
  expect(await comparison.compare([])).toMatchObject({ unaccounted: 0, lost: 0 });
  // The third was in bronze before its acknowledgement was read.
  expect(await comparison.compare([acked(2, 3)])).toMatchObject({ unaccounted: 0, lost: 0, firstLost: null });
});

test('what bronze has passed without showing it is lost, and named with its place and window', async () => {
  const { take, comparison } = await bronzeOf('passed');
  await comparison.compare([acked(0, 11, 12, 13)]);
  await take(`${RUN}-11`, 'rx-12', `${RUN}-13`);
  expect(await comparison.compare([acked(3, 14)])).toMatchObject({
    unaccounted: 2,
    lost: 1,
    firstLost: `${RUN}-12`,
    examples: [{ eventId: `${RUN}-12`, partition: 0, offset: '1', eventTime: 12_000, windowStart: 10_000 }],
    lostByWindow: new Map([[10_000, 1]]),
  });
  await take(`${RUN}-14`);
  expect(await comparison.compare([])).toMatchObject({ unaccounted: 1, lost: 1 });
});

test('a row that stands twice counts once, and ids of others not at all', async () => {
  const { take, comparison } = await bronzeOf('twice');
  await comparison.compare([acked(0, 1)]);
  await take(`${RUN}-1`, `${RUN}-1`, `${RUN}c-2`, 't-0-3', `${RUN}-x`);
  expect(await comparison.compare([acked(5, 2)])).toMatchObject({ unaccounted: 1, lost: 0 });
});
