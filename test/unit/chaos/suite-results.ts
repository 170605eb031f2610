// A result of a suite, written by hand, for the tests of what is made of them.
import type { SuiteResult } from '../../../chaos/suite/suite-result.ts';

export function suiteResult(part: Partial<SuiteResult> = {}): SuiteResult {
  return {
    key: 'broker-loss/naive',
    scenario: 'broker-loss',
    variant: 'naive',
    seed: 7,
    runId: 'r1',
    verdict: 'held',
    expected: { verdict: 'held' },
    asExpected: true,
    inconclusiveBecause: null,
    refused: null,
    without: null,
    evidence: [],
    detection: [],
    damageUnseen: false,
    diagnoses: [],
    recoverySeconds: 3,
    phases: [],
    faults: [],
    totals: null,
    scheduleHash: 'abc',
    seconds: 30,
    error: null,
    retriedBecause: null,
    ...part,
  };
}
