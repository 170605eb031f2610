// misdiagnosed: asked for the cause while the fault was live, the observation named another one, or none.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'misdiagnosed',
  about: 'observation',
  title: 'Wrong answers to "why"',
  means: 'Whoever follows this answer mends the wrong thing.',
  sql: () => `
    SELECT question, right_cause, cause, says, make_timestamp(CAST(asked_at * 1000 AS BIGINT)) AS asked, 1 AS weight
    FROM run_diagnoses WHERE cause <> right_cause`,
  worst: 'asked, question',
  judge: judgeAny,
};
