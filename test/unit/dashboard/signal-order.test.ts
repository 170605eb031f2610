import { describe, expect, it } from 'vitest';
import {
  axisOf,
  type HistoricSignal,
  orderSignals,
  place,
  ticksOf,
} from '../../../dashboard/web/src/views/signals/signal-order.ts';

const signal = (id: string, state: HistoricSignal['state'], ...spans: HistoricSignal['spans']) =>
  ({ id, title: id, severity: 'warning', notices: null, limits: {}, state, message: null, spans }) as const;

describe('the order of signals', () => {
  const axis = { from: 1_000, to: 9_000 };
  const all = [
    signal('second', 'firing', { from: 4_000, to: null }),
    signal('never', 'quiet'),
    signal('first', 'quiet', { from: 2_000, to: 3_000 }),
    signal('blind', 'missing'),
    signal('long-ago', 'quiet', { from: 10, to: 20 }),
  ];

  it('has those that fired by when they did, and keeps missing and silent apart', () => {
    const { fired, missing, silent } = orderSignals(all, axis);
    expect(fired.map(({ id }) => id)).toEqual(['first', 'second']);
    expect(missing.map(({ id }) => id)).toEqual(['blind']);
    expect(silent.map(({ id }) => id)).toEqual(['never', 'long-ago']);
  });

  it('never calls a signal silent whose input is missing', () => {
    const { fired, silent } = orderSignals([signal('x', 'missing', { from: 2_000, to: null })], axis);
    expect(fired).toHaveLength(1);
    expect(silent).toEqual([]);
  });
});

describe('the axis', () => {
  it('is the whole run, at least a minute, or as much of it as was chosen', () => {
    expect(axisOf({ at: 500_000, from: 100_000 }, 'run')).toEqual({ from: 100_000, to: 500_000 });
    expect(axisOf({ at: 500_000, from: 499_000 }, 'run')).toEqual({ from: 440_000, to: 500_000 });
    expect(axisOf({ at: 500_000, from: 0 }, '2')).toEqual({ from: 380_000, to: 500_000 });
  });

  it('keeps what lies outside at its edge', () => {
    const axis = { from: 1_000, to: 2_000 };
    expect([place(0, axis), place(1_500, axis), place(9_000, axis)]).toEqual([0, 50, 100]);
  });

  it('has round ticks, no more than fit', () => {
    const ticks = ticksOf({ from: 61_000, to: 181_000 }, 5);
    expect(ticks).toEqual([90_000, 120_000, 150_000, 180_000]);
  });
});
