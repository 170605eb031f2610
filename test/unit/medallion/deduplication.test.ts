// A bronze whose positions stand in Kafka reads records again that it has stored: the same offsets, the same ids, another ingestion. Silver
// keeps one of them, also when it has just been started and knows its past from bronze alone.
import { afterEach, expect, it } from 'vitest';
import { type LocalMedallion, localMedallion, type TestRecord } from './local-medallion.ts';

const LINE = 'h - - [01/Jul/1995:00:00:01 -0400] "GET /a HTTP/1.0" 200 10';
const records = (count: number): TestRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    partition: 0,
    id: `rtest-${index}`,
    raw: LINE,
    kafkaMs: 1_000_000 + index,
  }));

let lab: LocalMedallion | undefined;
afterEach(() => lab?.close());

async function readsAgain(restart: boolean, first: number, again: number): Promise<string[]> {
  lab = await localMedallion({
    settings: (settings) => {
      settings.consumer.offsetStore = 'kafka';
    },
  });
  await lab.bronze(records(first));
  await lab.silver();
  lab.passTime(50); // The second ingestion is a later one.
  if (restart) await lab.restart();
  await lab.bronze(records(again), 0);
  await lab.silver();
  return lab.rows('silver', 'event_id, kafka_offset');
}

it.each([
  [false, 3, 3],
  [true, 3, 3],
  [true, 3, 2],
  [true, 2, 5],
])(
  'a record read again is one row of silver (restarted: %s, first %i records, then %i)',
  async (restart, first, again) => {
    const rows = await readsAgain(restart, first, again);
    expect(rows).toEqual(
      Array.from({ length: Math.max(first, again) }, (_, index) => `["rtest-${index}","${index}"]`),
    );
    expect(lab?.counters.deduplicated).toBe(Math.min(first, again));
  },
);
