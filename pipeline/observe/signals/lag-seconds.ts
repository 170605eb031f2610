// lag-seconds: the oldest record not yet in bronze has waited long. Says more than records: it does not depend on the rate.
import { lagsOf } from '../lag.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'lag-seconds',
  title: 'Lag in seconds',
  notices: 'fault',
  limits: { lagMs: 5_000 },
  // As much as a run takes for its steady state (chaos/patience.ts).
  limitsOn: { spark: { lagMs: 15_000 } },
  evaluate(view, { lagMs }): Firing[] {
    return lagsOf(view).flatMap(({ partition, ms }) =>
      ms !== null && ms > lagMs
        ? [
            {
              subject: `partition ${partition}`,
              value: ms,
              says: `the oldest unread record of partition ${partition} has waited ${Math.round(ms / 100) / 10} s`,
            },
          ]
        : [],
    );
  },
});
