// The curves of a run: rates between samples, unknown stays unknown, times count from the first injection.
import { expect, it } from 'vitest';
import type { RunDetail } from '../../../dashboard/contract/runs.ts';
import { faultBands, runCurves, zeroOf } from '../../../dashboard/web/src/charts/run-curves.ts';

const sample = (at: number, more: Partial<RunDetail['samples'][number]> = {}) => ({
  at,
  acked: null,
  ackP99Ms: null,
  lagMs: null,
  isr: null,
  active: [],
  well: null,
  ...more,
});
const curve = (samples: RunDetail['samples'], id: string) =>
  runCurves({ samples }, 10_000).find((one) => one.id === id)!;

it('counts acknowledged events per second, and knows no rate across a sample that is not known', () => {
  const { x, y } = curve(
    [
      sample(8_000, { acked: 100 }),
      sample(9_000, { acked: 300 }),
      sample(11_000, { acked: 1_300 }),
      sample(12_000),
      sample(13_000, { acked: 1_500 }),
      sample(13_000, { acked: 1_600 }),
      sample(14_000, { acked: 0 }),
    ],
    'acked',
  );
  expect(x).toEqual([-2, -1, 1, 2, 3, 3, 4]);
  expect(y).toEqual([null, 200, 500, null, null, null, 0]);
});

it('draws nothing for what is not known', () => {
  expect(curve([sample(1, { lagMs: 1_500 }), sample(2)], 'lag').y).toEqual([1.5, null]);
});

it('shades a fault from its injection to its undoing, and on when it was never undone', () => {
  const faults = [
    { fault: 'a', state: 'injected', at: 10_000, says: null },
    { fault: 'a', state: 'proved', at: 11_000, says: null },
    { fault: 'b', state: 'injected', at: 12_000, says: null },
    { fault: 'a', state: 'undone', at: 15_000, says: null },
  ];
  expect(faultBands({ faults }, 10_000)).toEqual([
    { label: 'a', from: 0, to: 5 },
    { label: 'b', from: 2, to: null },
  ]);
});

it('counts from the first injection, else from the first sample, else from its start', () => {
  const summary = { startedAt: 5 } as RunDetail['summary'];
  const injected = [{ fault: 'a', state: 'injected', at: 9, says: null }];
  expect(zeroOf({ faults: injected, samples: [sample(7)], summary })).toBe(9);
  expect(zeroOf({ faults: [], samples: [sample(7)], summary })).toBe(7);
  expect(zeroOf({ faults: [], samples: [], summary })).toBe(5);
});
