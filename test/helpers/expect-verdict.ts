// A run's verdict against its expectation. What else the run told stands in the failure, so that nobody must make the run again to learn why.
import { expect } from 'vitest';
import type { RunResult } from '../../chaos/result.ts';

/** `undefined`: the run was not made, which is a failure. */
export function expectWantedVerdict(result: RunResult | undefined): void {
  const told = {
    because: result?.inconclusiveBecause,
    evidence: result?.evidence.map(({ id, count }) => [id, count]),
    first: result?.detection.map(({ first }) => first),
    expected: result?.expected,
    phases: result?.phases,
    proofs: result?.faults,
  };
  expect({ verdict: result?.verdict, asExpected: result?.asExpected }, JSON.stringify(told, null, 2)).toEqual(
    {
      verdict: result?.expected.verdict,
      asExpected: true,
    },
  );
}
