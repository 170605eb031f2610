// Latency by the commits of a real lake, read row by row.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { type CommitLatency, commitLatency } from '../../../pipeline/observe/commit-latency.ts';
import { type LocalMedallion, localMedallion } from '../medallion/local-medallion.ts';

const WAITED_MS = 4_000;
const ROWS = 40;

describe('latency by the commits', () => {
  let medallion: LocalMedallion;
  let latency: CommitLatency;
  const madeAt = Date.now() - WAITED_MS;
  beforeAll(async () => {
    let dir = '';
    medallion = await localMedallion({
      storage: (root) => {
        dir = root;
        return localStorage(root, { fsync: false });
      },
    });
    const time = '01/Jul/1995:00:00:10 -0400';
    const records = Array.from({ length: ROWS }, (_, index) => ({
      partition: index % 2,
      id: `rtest-${index}`,
      raw: index === 0 ? 'no line' : `h - - [${time}] "GET / HTTP/1.0" 200 1`,
      kafkaMs: madeAt,
    }));
    await medallion.bronze(records);
    await medallion.silver();
    await medallion.gold();
    await medallion.finish();
    latency = await commitLatency(dir, { fromMs: madeAt, toMs: madeAt, windowMs: 10_000 });
  });
  afterAll(() => medallion.close());

  it('counts every row of a layer, and no row that is not in it', () => {
    expect(latency.bronze?.count).toBe(ROWS);
    expect(latency.silver?.count).toBe(ROWS - 1);
    expect(latency.gold?.count).toBe(ROWS - 1);
    expect(latency.final?.count).toBe(ROWS - 1);
  });

  it('a layer is never sooner than the one before it, and nothing sooner than it was produced', () => {
    const order = [latency.bronze!, latency.silver!, latency.gold!, latency.final!].map(({ p50 }) => p50);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThanOrEqual(WAITED_MS);
    expect(order.at(-1)).toBeLessThan(WAITED_MS + 60_000);
  });
});
