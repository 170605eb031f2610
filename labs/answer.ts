// What a check says. Pure. `not-yet` is a thing not tried so far, `wrong` a thing tried that does not hold, `cannot-tell` a run that
// proves nothing; the three must never be mixed up, because a learner does something else after each.

export type Outcome = 'passed' | 'not-yet' | 'wrong' | 'cannot-tell';

export interface Answer {
  outcome: Outcome;
  /** What was seen, with one offending event or setting. */
  evidence: string;
  /** What to look at next; empty when passed. */
  next: string;
}

export const passed = (evidence: string): Answer => ({ outcome: 'passed', evidence, next: '' });
export const notYet = (evidence: string, next: string): Answer => ({ outcome: 'not-yet', evidence, next });
export const wrong = (evidence: string, next: string): Answer => ({ outcome: 'wrong', evidence, next });
export const cannotTell = (evidence: string, next: string): Answer => ({
  outcome: 'cannot-tell',
  evidence,
  next,
});
