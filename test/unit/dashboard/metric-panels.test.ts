import { describe, expect, it } from 'vitest';
import { METRICS } from '../../../dashboard/server/metrics/all-metrics.ts';
import { linesOf, PANELS, shownPanels } from '../../../dashboard/web/src/views/metrics/metric-panels.ts';
import { EMPTY, keyOf, type SeriesHistory } from '../../../dashboard/web/src/views/metrics/series-history.ts';
import { labStateAt } from '../../fixtures/dashboard/demo-story.ts';

const state = labStateAt(1_790_000_000_000, 10);

describe.each(PANELS)('the panel $id', ({ metric, by, only = {} }) => {
  it('draws a metric the server has, by a label that tells its lines apart', () => {
    const found = METRICS.find(({ name }) => name === metric);
    expect(found).toBeDefined();
    const labels = found!
      .read(state)
      .map((sample) => sample.labels)
      .filter((one) => Object.entries(only).every(([name, value]) => one[name] === value));
    expect(labels.length).toBeGreaterThan(0);
    if (by === '') expect(labels).toHaveLength(1);
    else expect(new Set(labels.map((one) => one[by])).size).toBe(labels.length);
  });
});

describe('the panels shown', () => {
  it('are those of the address, all of them when it names none there is', () => {
    expect(shownPanels('isr,nonsense,nulls').map(({ id }) => id)).toEqual(['isr', 'nulls']);
    expect(shownPanels('nonsense')).toBe(PANELS);
    expect(shownPanels(null)).toBe(PANELS);
  });
});

it('takes only the lines of a panel, and derives what it draws', () => {
  const series = (name: string, labels: Record<string, string>, values: (number | null)[]) =>
    ({ name, labels, values, group: 'latency', help: '', unit: 'seconds' }) as const;
  const all = [
    series('event_latency_seconds', { layer: 'gold', quantile: '0.5' }, [1]),
    series('event_latency_seconds', { layer: 'gold', quantile: '0.99' }, [2]),
    series('partition_lag_seconds', { partition: '0' }, [3]),
  ];
  const history: SeriesHistory = {
    ...EMPTY,
    at: [1],
    series: new Map(all.map((one) => [keyOf(one), { ...one, values: [...one.values] }])),
  };
  const p99 = PANELS.find(({ id }) => id === 'latency-p99')!;
  expect(linesOf(p99, history)).toEqual([{ name: 'gold', values: [2] }]);
  expect(
    linesOf({ ...p99, derive: (_at, values) => values.map((one) => one! * 10) }, history)[0]!.values,
  ).toEqual([20]);
});
