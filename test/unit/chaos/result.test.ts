// From findings to verdict, exit code, detection and report: pure.
import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../chaos/check-run.ts';
import { detectionTable } from '../../../chaos/detection.ts';
import type { StampedEntry } from '../../../chaos/journal.ts';
import { renderReport } from '../../../chaos/report.ts';
import { exitCodeOfResult, isAsExpected, type RunResult } from '../../../chaos/result.ts';

const found = (id: string, count: number) => ({ id, count, violated: count > 0 }) as CheckResult;
const naive = { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 2 }] } as const;
const expected = { ...naive, by: [...naive.by] };

const outcome = (verdict: RunResult['verdict'], checks: CheckResult[]) => ({
  verdict,
  checks,
  detection: [],
  refused: false,
});

const RESULT: RunResult = {
  scenario: 'broker-loss',
  variant: 'naive',
  seed: 7,
  runId: 'r1',
  verdict: 'broken',
  expected,
  asExpected: true,
  inconclusiveBecause: null,
  refused: null,
  without: null,
  evidence: [
    {
      id: 'lost-write',
      title: 'Gone',
      means: 'It is gone.',
      count: 2,
      examples: [{ event_id: 'r1-5', path: '/a|b' }],
    },
  ],
  detection: [],
  damageUnseen: false,
  diagnoses: [],
  recoverySeconds: 3,
  phases: [],
  faults: [],
  totals: null,
  scheduleHash: 'abc',
  seconds: 30,
};
const START: StampedEntry = {
  at: 0,
  type: 'start',
  runId: 'r1',
  scenario: 'broker-loss',
  variant: 'naive',
  case: 'default',
  seed: 7,
  settings: {},
  changed: { 'producer.sendGrouping': 'many-partitions' },
  versions: { node: '20' },
  schedule: [],
  scheduleHash: 'abc',
};

describe('a result', () => {
  it('is as expected only with the right verdict and enough findings of the named checker', () => {
    expect(isAsExpected(outcome('broken', [found('lost-write', 2)]), expected)).toBe(true);
    expect(isAsExpected(outcome('broken', [found('lost-write', 1)]), expected)).toBe(false);
    expect(isAsExpected(outcome('broken', [found('duplicate', 9)]), expected)).toBe(false);
    expect(isAsExpected(outcome('held', []), expected)).toBe(false);
    expect(isAsExpected(outcome('inconclusive', [found('lost-write', 2)]), expected)).toBe(false);
    expect(isAsExpected(outcome('held', []), { verdict: 'held' })).toBe(true);
  });

  it('exits 0 as expected, 5 inconclusive, 1 otherwise', () => {
    expect(exitCodeOfResult(RESULT)).toBe(0);
    expect(exitCodeOfResult({ ...RESULT, asExpected: false })).toBe(1);
    expect(exitCodeOfResult({ ...RESULT, asExpected: false, verdict: 'inconclusive' })).toBe(5);
  });
});

describe('detection', () => {
  const signal = (id: string, firedAt: number) => ({
    id,
    title: id,
    subject: 's',
    says: 'it',
    notices: 'fault' as const,
    firedAt,
  });
  it('names the first signal after the fault and those that stayed silent', () => {
    const [row] = detectionTable(
      [{ fault: 'kill-broker', injectedAt: 1_000, undoneAt: 5_000 }],
      [
        signal('lag-seconds', 500),
        signal('source-silent', 4_000),
        signal('ack-latency', 4_500),
        signal('freshness', 99_000),
      ],
      ['ack-latency', 'freshness', 'lag-seconds', 'source-silent'],
    );
    expect(row).toMatchObject({
      first: { signal: 'source-silent', seconds: 3 },
      silent: ['freshness', 'lag-seconds'],
      faultUnseen: false,
    });
  });
  it('does not count a signal that came too late for its fault', () => {
    const [row] = detectionTable(
      [{ fault: 'x', injectedAt: 1_000, undoneAt: 20_000, noticeWithinSeconds: 6 }],
      [signal('a', 7_001)],
      ['a'],
    );
    expect(row).toMatchObject({ first: null, faultUnseen: true });
  });
  it('on a slow engine counts a signal that came long after its fault was over', () => {
    const fault = { fault: 'x', injectedAt: 1_000, undoneAt: 5_000 };
    const later = [signal('a', 25_000)];
    expect(detectionTable([fault], later, ['a'])[0]).toMatchObject({ first: null });
    expect(detectionTable([fault], later, ['a'], 40_000)[0]).toMatchObject({ first: { seconds: 24 } });
  });
  it('calls a fault unseen that no signal followed', () => {
    const [row] = detectionTable(
      [{ fault: 'x', injectedAt: 1_000, undoneAt: null }],
      [signal('a', 900)],
      ['a'],
    );
    expect(row).toMatchObject({ first: null, faultUnseen: true, silent: ['a'] });
  });
});

describe('the report', () => {
  it('names verdict, evidence, settings and how to run it again', () => {
    const text = renderReport([START, { at: 9, type: 'end', result: RESULT }]);
    expect(text).toContain('**broken**, as expected');
    expect(text).toContain('event_id `r1-5`');
    expect(text).toContain('`producer.sendGrouping`: `"many-partitions"`');
    expect(text).toContain('npx lakequake chaos run broker-loss --variant naive --seed 7');
  });
  it('says where a run stopped that never ended', () => {
    const text = renderReport([START, { at: 5, type: 'phase', phase: 'observe', state: 'begun', acked: 3 }]);
    expect(text).toContain('It stopped in the phase observe, without a word: the runner was killed');
  });
});
