// Suites without a cluster: which runs, what counts as wanted, exit codes, going on after an interruption, the reports.
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listScenarios } from '../../../chaos/run.ts';
import { leftOut, leftOutText } from '../../../chaos/suite/fast-coverage.ts';
import { honestyMarkdown } from '../../../chaos/suite/honesty.ts';
import { chosenVariants, planSuite, type Selection, type SuiteMode } from '../../../chaos/suite/plan.ts';
import { suitePage } from '../../../chaos/suite/suite-page.ts';
import { openSuite } from '../../../chaos/suite/suite-record.ts';
import {
  exitCodeOfSuite,
  isAsWanted,
  isEnvironmentError,
  resultOfError,
  type SuiteResult,
  suiteTotals,
} from '../../../chaos/suite/suite-result.ts';
import { suiteJunit, suiteMarkdown } from '../../../chaos/suite/suite-text.ts';
import { unprotectedRows } from '../../../chaos/suite/unprotected.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { RuntimeName } from '../../../pipeline/runtime/cluster.ts';
import { suiteResult } from './suite-results.ts';

const scenarios = await listScenarios();
const ALL: Selection = { scenarios: null, tags: null, variants: null, fast: false };
const brokerLoss = { ...ALL, scenarios: ['broker-loss'] };
const keys = (selection: Selection, mode: SuiteMode) =>
  planSuite(scenarios, selection, mode).map(({ key }) => key);

describe('the plan of a suite', () => {
  it('holds every variant once, those that touch only data last', () => {
    const runs = planSuite(scenarios, ALL, 'expected');
    expect(runs.map(({ key }) => key).sort()).toEqual(
      scenarios.flatMap(({ id, variants }) => Object.keys(variants).map((name) => `${id}/${name}`)).sort(),
    );
    expect(runs.map(({ dataOnly }) => dataOnly)).toEqual(
      runs.map(({ dataOnly }) => dataOnly).sort((a, b) => Number(a) - Number(b)),
    );
  });

  it('takes tags, scenarios and variants, and refuses a name nobody has', () => {
    expect(keys(brokerLoss, 'expected')).toEqual(['broker-loss/naive', 'broker-loss/hardened']);
    expect(keys({ ...brokerLoss, variants: ['naive'] }, 'disarmed')).toEqual(['broker-loss/naive']);
    expect(planSuite(scenarios, brokerLoss, 'disarmed').every(({ dataOnly }) => dataOnly)).toBe(true);
    expect(() => planSuite(scenarios, { ...ALL, scenarios: ['nope'] }, 'expected')).toThrow(/'nope'/);
    expect(() => planSuite(scenarios, { ...ALL, tags: ['nope'] }, 'expected')).toThrow(/'nope'/);
    expect(() => planSuite(scenarios, { ...ALL, variants: ['nope'] }, 'expected')).toThrow(/no variant/);
  });

  it('meets a user’s settings once a case', () => {
    expect(keys(brokerLoss, 'yours')).toEqual(['broker-loss/yours']);
  });

  it('takes the naive run as evidence where it differs in that one setting alone', () => {
    expect(keys(brokerLoss, 'unprotected')).toEqual(['broker-loss/naive']);
    const [scenario] = scenarios.filter(({ id }) => id === 'broker-loss');
    const naive = scenario!.variants.naive!;
    const producer = { ...naive.settings.producer, acks: 'leader' as const };
    const two = {
      ...scenario!,
      variants: { ...scenario!.variants, naive: { ...naive, settings: { producer } } },
    };
    expect(unprotectedRows(two).map(({ run }) => run)).toEqual([
      { variant: 'hardened', without: 'producer.sendGrouping="many-partitions"' },
      { variant: 'hardened', without: 'producer.acks="leader"' },
    ]);
  });
});

describe('the short suite', () => {
  it('tells which faults and checkers it leaves out', () => {
    const [scenario] = scenarios.filter(({ id }) => id === 'broker-loss');
    expect(leftOut([scenario!], [])).toEqual({ faults: ['kill-broker'], checkers: ['lost-write'] });
    expect(leftOutText(leftOut([scenario!], []))).toContain('kill-broker');
    expect(leftOutText(leftOut(scenarios, scenarios))).toBeUndefined();
  });

  it('is made of variants there are, and meets every fault and every checker', () => {
    for (const { fast = [], variants } of scenarios)
      expect(Object.keys(variants)).toEqual(expect.arrayContaining(fast));
    const left = leftOut(scenarios, chosenVariants(scenarios, { ...ALL, fast: true }));
    expect(left).toEqual({ checkers: [], faults: [] });
  });

  it('runs the variants that a scenario names, and no other', () => {
    const fast = { ...ALL, scenarios: ['gray-broker', 'acks-one'], fast: true };
    expect(keys(fast, 'expected')).toEqual(['acks-one/naive']);
  });
});

describe('what a suite wants', () => {
  const broken = suiteResult({ verdict: 'broken', asExpected: false });
  const inconclusive = suiteResult({ verdict: 'inconclusive', asExpected: false });
  const refused = suiteResult({ refused: { code: 'topic-misconfigured', says: 'no' }, asExpected: false });

  it.each([
    ['expected', suiteResult(), 0],
    ['expected', broken, 1],
    ['expected', inconclusive, 5],
    ['unprotected', broken, 0],
    ['unprotected', suiteResult(), 1],
    ['disarmed', inconclusive, 0],
    ['disarmed', broken, 1],
    ['yours', refused, 0],
    ['yours', broken, 1],
  ] as const)('in %s mode %o ends with exit code', (mode, result, code) => {
    expect(exitCodeOfSuite(mode, [suiteResult(), result].slice(mode === 'expected' ? 0 : 1))).toBe(code);
  });

  it('an error is never what was wanted; one of the environment alone is inconclusive, any other unexpected', () => {
    const run = { key: 'a/b', scenario: 'a', variant: 'b', dataOnly: false };
    const facts = { seed: 7, runId: 'r', seconds: 1, expected: { verdict: 'held' as const } };
    const environment = resultOfError(run, new LakequakeError('hypothesis-not-met', 'ill'), facts);
    const bug = resultOfError(run, new Error('bug'), facts);
    for (const mode of ['expected', 'yours', 'unprotected', 'disarmed'] as const)
      expect(isAsWanted(mode, environment)).toBe(false);
    expect(exitCodeOfSuite('disarmed', [environment])).toBe(5);
    expect(exitCodeOfSuite('disarmed', [bug])).toBe(1);
    expect(isEnvironmentError(new LakequakeError('aborted', 'stop'))).toBe(false);
  });

  it('counts every run exactly once', () => {
    const verdict = fc.constantFrom('held', 'broken', 'inconclusive');
    fc.assert(
      fc.property(fc.array(verdict), (verdicts) => {
        const results = verdicts.map((one) => suiteResult({ verdict: one as SuiteResult['verdict'] }));
        const totals = suiteTotals('expected', results, results.length);
        expect(totals.held + totals.broken + totals.inconclusive).toBe(totals.runs);
      }),
    );
  });
});

describe('a suite on disk', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-suite-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  const runs = planSuite(scenarios, brokerLoss, 'expected');
  const open = (
    part: { seed?: number | null; fresh?: boolean; mode?: SuiteMode; runtime?: RuntimeName } = {},
  ) =>
    openSuite(stateDir, {
      mode: 'expected',
      runs,
      seed: 7,
      settings: null,
      runtime: 'embedded',
      fresh: false,
      ...part,
    });

  it('does not go on with what another runtime began', () => {
    const first = open();
    expect(open({ runtime: 'docker' }).id).not.toBe(first.id);
  });

  it('goes on where it was interrupted, also without the seed, and not past a torn line', () => {
    const first = open();
    first.append(suiteResult());
    appendFileSync(join(first.folder, 'results.jsonl'), '{"key":"broker-lo');
    for (const again of [open(), open({ seed: null })]) {
      expect(again).toMatchObject({ id: first.id, seed: 7 });
      expect(again.results.map(({ key }) => key)).toEqual(['broker-loss/naive']);
    }
  });

  it('begins anew for another seed, another mode, on request, and when the last one is complete', () => {
    const first = open();
    const others = [open({ seed: 8 }).id, open({ mode: 'disarmed' }).id];
    const fresh = open({ fresh: true });
    for (const run of runs) for (const one of [first, fresh]) one.append(suiteResult({ key: run.key }));
    expect(new Set([first.id, ...others, fresh.id, open().id]).size).toBe(5);
    expect(readdirSync(join(stateDir, 'suites')).length).toBe(5);
  });
});

describe('the reports of a suite', () => {
  const results = [
    suiteResult(),
    suiteResult({
      key: 'late-timestamps/naive',
      scenario: 'late-timestamps',
      verdict: 'broken',
      asExpected: false,
      evidence: [{ id: 'lost-write', title: 'Gone <b>', means: '', count: 3, examples: [] }],
      retriedBecause: 'ill & slow',
    }),
  ];
  const suite = {
    id: 's1',
    seed: 7,
    mode: 'expected',
    runtime: 'docker',
    results,
    totals: suiteTotals('expected', results, 3),
  } as const;

  it('never hide that a run was made again, nor that some are missing', () => {
    const text = suiteMarkdown(suite);
    expect(text).toContain('run a second time, on a fresh cluster, because: ill & slow');
    expect(text).toContain('1 still to run');
    expect(text).toContain('runtime docker');
    expect(text).toContain('lost-write 3');
  });

  it('JUnit names the failure and is escaped', () => {
    const xml = suiteJunit(suite);
    expect(xml).toContain('tests="1" failures="1"');
    expect(xml).toContain('ill &amp; slow');
  });

  it('the page asks for nothing from outside and escapes what it shows', () => {
    const page = suitePage(suite);
    expect(page).not.toMatch(/(src|href)="(?!#)/);
    expect(page).toContain('ill &amp; slow');
  });

  it('the unprotected table names every protection with its evidence', () => {
    const broken = suiteResult({ verdict: 'broken' });
    const table = honestyMarkdown(scenarios, { ...suite, mode: 'unprotected', results: [broken] });
    expect(table).toContain('`producer.sendGrouping` | `"many-partitions"` | broken');
    expect(table).toContain('the run of naive, which differs in this alone');
  });
});
