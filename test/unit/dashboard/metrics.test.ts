// Metrics: what is not known is absent, never 0 and never the last value.
import { describe, expect, it } from 'vitest';
import type { LabState } from '../../../dashboard/contract.ts';
import { METRICS } from '../../../dashboard/server/metrics/all-metrics.ts';
import { exposition } from '../../../dashboard/server/metrics/exposition.ts';
import { seriesStore } from '../../../dashboard/server/metrics/series-store.ts';
import { thinned } from '../../../dashboard/server/metrics/thinned.ts';
import { labStateAt } from '../../fixtures/dashboard/demo-story.ts';

const EPOCH = 1_790_000_000_000;
const state = (s = 10) => labStateAt(EPOCH, s);
const sampleOf = (text: string, start: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(start))
    ?.split(' ')
    .at(-1);

describe('the text for Prometheus', () => {
  it('follows the format: HELP and TYPE before every family, no name twice', () => {
    const lines = exposition(state()).trimEnd().split('\n');
    const families = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]!);
    expect(new Set(families).size).toBe(families.length);
    expect(families.length).toBeGreaterThan(25);
    for (const line of lines.filter((one) => !one.startsWith('#')))
      expect(line).toMatch(/^lakequake_[a-z0-9_]+(\{([a-z_]+="[^"]*",?)+\})? -?\d+(\.\d+)?(e[+-]?\d+)?$/);
  });

  it('follows the naming rules: base units, counters end in _total, nothing else does', () => {
    for (const { name, type, unit } of METRICS) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(ms|milliseconds|kb|mb|percent)(_|$)/);
      if (unit === 'seconds' || unit === 'bytes' || unit === 'ratio') expect(name).toContain(unit);
    }
  });

  it('turns milliseconds into seconds', () => {
    const now = state();
    expect(Number(sampleOf(exposition(now), 'lakequake_partition_lag_seconds{partition="0"}'))).toBeCloseTo(
      now.processors[0]!.report!.partitions[0]!.lagMs! / 1000,
    );
  });

  it.each<[string, (now: LabState) => unknown, RegExp]>([
    [
      'the source',
      (now) => Object.assign(now.source, { state: 'missing' }),
      /source_(made|open|ack)|broker_ack|component="source"/,
    ],
    [
      'the processor',
      (now) => Object.assign(now.processors[0]!, { state: 'missing' }),
      /lag_seconds|event_latency|watermark_delay|batch_|component="processor-1"/,
    ],
    [
      'a dead processor',
      (now) => Object.assign(now.processors[0]!, { state: 'down' }),
      /lag_seconds|event_latency|watermark_delay|batch_/,
    ],
    [
      'the cluster',
      (now) => Object.assign(now.topic, { reportedAt: now.at - 10_000 }),
      /in_sync_replicas|log_end_offset|has_leader/,
    ],
    [
      'the comparison',
      (now) => Object.assign(now.ledger, { reportedAt: now.at - 60_000 }),
      /ledger_|quarantine_ratio/,
    ],
    [
      'a signal',
      (now) => {
        for (const one of now.signals) one.state = 'missing';
      },
      /signal_firing/,
    ],
    [
      'the tables',
      (now) => {
        for (const one of now.tables)
          Object.assign(one, { freshnessMs: null, rows: null, files: null, version: null });
      },
      /table_/,
    ],
  ])('leaves out what %s would have told, when it is missing', (_who, change, names) => {
    const now = state();
    expect(exposition(now)).toMatch(names);
    change(now);
    expect(exposition(now)).not.toMatch(names);
  });

  it('escapes what a label may hold', () => {
    const now = state();
    now.run!.variant = 'a"b\\c\nd';
    expect(exposition(now)).toContain('variant="a\\"b\\\\c\\nd"');
  });
});

describe('the history', () => {
  const lag = (read: ReturnType<ReturnType<typeof seriesStore>['read']>) =>
    read.series.find(({ name, labels }) => name === 'partition_lag_records' && labels.partition === '0')!
      .values;
  const query = { points: 3_600 };

  it('keeps a gap where nothing was known, and where nobody measured', () => {
    const store = seriesStore(100);
    for (const s of [10, 11, 12]) {
      const now = state(s);
      if (s === 11) now.processors[0]!.state = 'missing';
      store.add(now);
    }
    store.add(state(20));
    expect(lag(store.read(query, [])).map((value) => value !== null)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it('does not grow: the newest points stay, and a series that ended has no old values in them', () => {
    const store = seriesStore(10);
    for (let s = 0; s < 35; s += 1) {
      const now = state(s);
      if (s >= 26) now.processors[0]!.state = 'down';
      store.add(now);
    }
    const read = store.read(query, []);
    expect(read.at).toEqual(Array.from({ length: 10 }, (_, n) => EPOCH + (25 + n) * 1000));
    expect(lag(read).filter((value) => value !== null)).toHaveLength(1);
  });

  it('gives only what is newer, for a page that asks again and again', () => {
    const store = seriesStore(100);
    for (let s = 0; s < 10; s += 1) store.add(state(s));
    expect(store.read({ points: 100, since: EPOCH + 7_000 }, []).at).toEqual([EPOCH + 8_000, EPOCH + 9_000]);
    expect(store.read({ points: 100, group: 'lag' }, []).series.every(({ group }) => group === 'lag')).toBe(
      true,
    );
  });

  it('thins by the mean of neighbours; a whole stretch without a value stays one', () => {
    expect(thinned([1, 2, 3, 4, 5], [[1, 3, Number.NaN, Number.NaN, 9]], 3)).toEqual({
      at: [2, 4, 5],
      columns: [[2, null, 9]],
    });
  });
});
