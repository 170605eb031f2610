// not-recovered: the steady-state hypothesis did not hold again by the deadline after healing, or the run proved before healing
// that without it nothing would have come back.
import { type Checker, judgeAny } from '../oracle/checker.ts';

export const checker: Checker = {
  id: 'not-recovered',
  about: 'service',
  title: 'The pipeline did not come back',
  means: 'After the fault was gone, the pipeline still did not work.',
  sql: () => `
    SELECT reason, deadline_seconds, 1 AS weight FROM run_recovery WHERE recovery_seconds IS NULL`,
  worst: 'reason',
  judge: judgeAny,
};
