// undetected: a fault struck, and from then until some seconds after it was undone no signal fired.
// Signals already firing before the fault do not count.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'undetected',
  title: 'Faults no signal noticed',
  means: 'It was broken, and nobody would have known.',
  sql: () => `
    SELECT fault, make_timestamp(CAST(injected_at * 1000 AS BIGINT)) AS injected_at, 1 AS weight FROM run_faults r
    WHERE NOT EXISTS (SELECT 1 FROM run_signals s WHERE s.fired_at >= r.injected_at
      AND s.fired_at <= coalesce(r.undone_at, s.fired_at) + 10000)`,
  worst: 'injected_at',
  judge: judgeAny,
};
