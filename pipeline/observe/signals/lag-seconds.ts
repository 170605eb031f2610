// lag-seconds: the oldest record not yet in bronze has waited long. Says more than records: it does not depend on the rate.
import { positionsOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'lag-seconds',
  title: 'Lag in seconds',
  limits: { lagMs: 5_000 },
  evaluate({ now }, { lagMs: limit }): Firing[] {
    return positionsOf(now).flatMap(({ partition, lagMs }) =>
      lagMs !== null && lagMs > limit
        ? [
            {
              subject: `partition ${partition}`,
              value: lagMs,
              says: `the oldest unread record of partition ${partition} has waited ${Math.round(lagMs / 100) / 10} s`,
            },
          ]
        : [],
    );
  },
});
