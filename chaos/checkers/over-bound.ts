// over-bound: a figure measured from outside (memory, files, time to read) went over the bound the scenario sets.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'over-bound',
  about: 'service',
  title: 'Figures beyond their bound',
  means: 'It still works, and it grows until it does not.',
  sql: () => `
    SELECT name, unit, max(measured) AS highest, any_value(at_most) AS at_most, make_timestamp(CAST(min(measured_at) * 1000 AS BIGINT)) AS first_at, count(*) AS weight
    FROM run_measures WHERE measured > at_most GROUP BY name, unit`,
  worst: 'name',
  judge: judgeAny,
};
