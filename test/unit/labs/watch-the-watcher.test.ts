// Lab 12's rule, asked over hand-made seconds: a drop to less than half, a lean second that is none, and a silence in which nothing comes.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../../labs/12-watch-the-watcher/check.ts';
import type { LabRun } from '../../../labs/facts.ts';
import { type HandMadeLake, handMadeLake, labFacts, labRun, struck } from '../../helpers/lab-facts.ts';

const T0 = Date.UTC(2026, 0, 1);
const DROPS_AT = T0 + 30_000;
const file = (kind: 'start' | 'solution') =>
  readFileSync(new URL(`../../../labs/12-watch-the-watcher/${kind}/rule.sql`, import.meta.url), 'utf8');

/** `perSecond(second)` events in every second; every one of them a row of bronze. */
const bronze = (perSecond: string) => `
  CREATE TABLE bronze AS SELECT make_timestamptz(${T0}000 + s * 1000000 + i * 1000) AS ingested_at
  FROM range(50) AS seconds(s), range(600) AS events(i) WHERE i < ${perSecond}`;
const LEDGER = "CREATE TABLE ledger AS SELECT 'r-1' AS event_id";
const LEAN = 12;
const drop = bronze(`CASE WHEN s >= 30 THEN 250 WHEN s = ${LEAN} THEN 300 WHEN s = 0 THEN 3 ELSE 600 END`);
const silence = bronze('CASE WHEN s BETWEEN 30 AND 44 THEN 0 ELSE 600 END');

const dropped = labRun('drop', {
  verdict: 'broken',
  faults: [struck('vanished-hosts', DROPS_AT, T0 + 48_000)],
});
const missing = labRun('missing', {
  verdict: 'broken',
  faults: [struck('pause-process', DROPS_AT, T0 + 45_000)],
});
const unstruck = labRun('quiet', { verdict: 'inconclusive', inconclusiveBecause: 'no trace' });

const lakes = new Map<LabRun, HandMadeLake>();
beforeAll(async () => {
  lakes.set(dropped, await handMadeLake([drop, LEDGER]));
  lakes.set(missing, await handMadeLake([silence, LEDGER]));
});
afterAll(() => {
  for (const lake of lakes.values()) lake.close();
});

const facts = (rule: string, before: Record<string, LabRun | undefined> = { drop: dropped, missing }) =>
  labFacts({
    text: () => rule,
    before: async (run) => before[run],
    ask: (run, sql) => lakes.get(run)!.ask(sql),
    sql: (run, sql) => lakes.get(run)!.ask(sql),
  });
const half = (rule: string) => checks['see-the-half']!(facts(rule));
const silent = (rule: string) => checks['hear-the-silence']!(facts(rule));

const EACH_SECOND = (limit: number) =>
  `SELECT date_trunc('second', ingested_at) AS rings_at FROM bronze GROUP BY rings_at HAVING count(*) < ${limit};`;

describe('the rule of lab 12', () => {
  it('passes as solved, on the drop and in the silence', async () => {
    expect(await half(file('solution'))).toMatchObject({ outcome: 'passed' });
    expect(await silent(file('solution'))).toMatchObject({ outcome: 'passed' });
  });

  it('is wrong as handed out: it never rings', async () => {
    expect(await half(file('start'))).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('does not ring'),
    });
  });

  it('is wrong when it rings for one lean second before anything happened, and that second is named', async () => {
    expect(await half(EACH_SECOND(400))).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining(`rings at ${new Date(T0 + LEAN * 1_000).toISOString()}`),
    });
  });

  it('may be written in quite another way, and is not judged by the second in which the stream began', async () => {
    expect(await half(EACH_SECOND(280))).toMatchObject({ outcome: 'passed' });
  });

  it('is wrong when it names a moment that has not come', async () => {
    const known = `SELECT make_timestamptz(${DROPS_AT + 2_000}000) AS rings_at`;
    expect(await half(known)).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('a moment that had not come'),
    });
  });

  it('does not take a stall of three seconds for a drop, as solved', async () => {
    const stalled = labRun('stalled', dropped.result!);
    const lake = await handMadeLake([
      bronze('CASE WHEN s >= 30 THEN 250 WHEN s IN (20, 21, 22) THEN 60 ELSE 600 END'),
      LEDGER,
    ]);
    lakes.set(stalled, lake);
    const answer = await checks['see-the-half']!(facts(file('solution'), { drop: stalled }));
    expect(answer.outcome).toBe('passed');
  });

  it('does not see a silence by counting the rows of each second', async () => {
    expect(await silent(EACH_SECOND(280))).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('does not ring'),
    });
  });

  it('does not see a silence by waiting for the next event', async () => {
    const gap = `SELECT ingested_at AS rings_at FROM (SELECT ingested_at, lag(ingested_at) OVER (ORDER BY ingested_at) AS before FROM bronze)
      WHERE ingested_at - before > INTERVAL 3 SECONDS`;
    expect((await silent(gap)).outcome).toBe('wrong');
  });

  it('cannot know what comes later, nor what the ledger knows', async () => {
    const later = `SELECT max(ingested_at) AS rings_at FROM bronze HAVING max(ingested_at) > make_timestamptz(${T0 + 47_000}000)`;
    expect((await half(later)).outcome).toBe('wrong');
    const told = `SELECT make_timestamptz(${DROPS_AT + 2_000}000) AS rings_at FROM ledger WHERE event_id = 'r-1'`;
    expect((await half(told)).outcome).toBe('wrong');
  });

  it('is not yet without a run, cannot be told over one that proves nothing, and wants its column', async () => {
    const rule = file('solution');
    const check = checks['see-the-half']!;
    expect((await check(facts(rule, {}))).outcome).toBe('not-yet');
    expect((await check(facts(rule, { drop: unstruck }))).outcome).toBe('cannot-tell');
    expect(await half('SELECT min(ingested_at) AS at FROM bronze')).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('no column rings_at'),
    });
  });
});

describe('the pipeline’s own signal', () => {
  const armed = (firedAt: number, notices: 'fault' | 'damage' = 'damage') => {
    const signals = [{ signal: 'volume-drop', says: 'few', notices, firedAt }];
    return checks['arm-the-signal']!(
      labFacts({ before: async () => dropped, now: async () => ({ ...dropped, signals }) }),
    );
  };

  it('passes when it rings after the drop, and is wrong when it rang before', async () => {
    expect((await armed(DROPS_AT + 5_000)).outcome).toBe('passed');
    expect(await armed(DROPS_AT - 4_000)).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('4 s before'),
    });
    expect((await armed(T0 + 60_000)).outcome).toBe('wrong');
  });

  it('is not replaced by a signal of something else', async () => {
    expect((await armed(DROPS_AT + 5_000, 'fault')).outcome).toBe('wrong');
  });
});
