// Lab 14's own checks, over a hand-made table: the curve point by point, a trigger by what it measured, and the bill of merging.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../../labs/14-speed-against-cost/check.ts';
import type { LabRun } from '../../../labs/facts.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { type HandMadeLake, handMadeLake, labFacts, labRun, struck } from '../../helpers/lab-facts.ts';

const T0 = Date.UTC(2026, 0, 1);
const file = (kind: 'start' | 'solution', name: string) =>
  readFileSync(new URL(`../../../labs/14-speed-against-cost/${kind}/${name}`, import.meta.url), 'utf8');

/** Ten seconds with one file each and a wait of `slowMs`, then ten with eight files and 60 ms; a file has 400 bytes and 2 for each row. `merged`: the files were merged at the end. */
const lakeOf = (slowMs: number, slowFiles = 1, merged = false) =>
  handMadeLake([
    `CREATE TABLE commits AS SELECT s, f, CASE WHEN s < 10 THEN ${slowFiles} ELSE 8 END AS files, 800 // files AS rows_added
     FROM range(20) AS seconds(s), range(8) AS f(f) WHERE f < files`,
    `CREATE MACRO history(name) AS TABLE
       SELECT make_timestamptz(${T0}000 + s * 1000000 + f * 100000) AS committed_at, 'STREAMING UPDATE' AS operation, 1 AS files_added, rows_added, 400 + 2 * rows_added AS bytes_added FROM commits
       UNION ALL SELECT make_timestamptz(${T0}000), 'CREATE TABLE', 0, 0, 0
       UNION ALL SELECT make_timestamptz(${T0 + 25_000}000), 'OPTIMIZE', 1, 16000, 1000 WHERE ${merged}`,
    `CREATE TABLE bronze AS SELECT make_timestamptz(${T0}000 + s * 1000000 + f * 100000) AS ingested_at,
       make_timestamptz(${T0}000 + s * 1000000 + f * 100000 - CASE WHEN s < 10 THEN ${slowMs} ELSE 60 END * 1000) AS kafka_time
     FROM commits, range(800) AS r(i) WHERE i < rows_added`,
  ]);

const told = { verdict: 'broken' as const, faults: [struck('deploy', T0 + 10_000, T0 + 20_000)] };
const [slow, good, hasty] = ['slow', 'good', 'hasty'].map((id) => labRun(id, told)) as [
  LabRun,
  LabRun,
  LabRun,
];
const lakes = new Map<LabRun, HandMadeLake>();
beforeAll(async () => {
  lakes.set(slow, await lakeOf(1_000));
  lakes.set(good, await lakeOf(300, 2, true));
  lakes.set(hasty, await lakeOf(90, 8));
});
afterAll(() => {
  for (const lake of lakes.values()) lake.close();
});

const facts = (run: LabRun | undefined, sql = '') =>
  labFacts({
    text: () => sql,
    before: async () => run,
    now: async () => run,
    sql: (one, own) => lakes.get(one)!.ask(own),
    ask: (one, own) => lakes.get(one)!.ask(own),
  });

describe('the curve', () => {
  const drawn = (sql: string, run: LabRun | undefined = slow) => checks['draw-the-curve']!(facts(run, sql));

  it('passes as solved, and tells its two ends', async () => {
    expect(await drawn(file('solution', 'curve.sql'))).toMatchObject({
      outcome: 'passed',
      evidence: expect.stringMatching(
        /1000 ms and 2\.5 bytes an event at 1 .*60 ms and 6 bytes an event at 8 /,
      ),
    });
  });

  it('an average is no point of it', async () => {
    expect(await drawn(file('start', 'curve.sql'))).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('had no second with that many files'),
    });
  });

  it('one wrong figure is named with both numbers, and so is a pace that was left out', async () => {
    const wrongBytes = `SELECT files_per_second, latency_ms, 9 AS bytes_per_event FROM (\n${file('solution', 'curve.sql')}\n)`;
    expect(await drawn(wrongBytes)).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringMatching(/at 1 files a second curve.sql says bytes_per_event 9; it was 2\.5/),
    });
    const half = `SELECT * FROM (\n${file('solution', 'curve.sql')}\n) WHERE files_per_second > 1`;
    expect(await drawn(half)).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('no row for 1 files'),
    });
  });

  it('is not yet without a run, and cannot be told over one that proves nothing', async () => {
    const check = checks['draw-the-curve']!;
    expect((await check(facts(undefined))).outcome).toBe('not-yet');
    expect((await drawn('SELECT 1', labRun('quiet', { verdict: 'inconclusive' }))).outcome).toBe(
      'cannot-tell',
    );
  });
});

describe('the trigger', () => {
  const chosen = (run: LabRun | undefined, triggerMs = 500) => {
    const settings = defaultSettings();
    const stream = { ...settings.stream, triggerMs };
    return checks['choose-a-trigger']!({ ...facts(run), settings: () => ({ ...settings, stream }) });
  };

  it('is judged by what it measured before the change: not too slow, not too many files', async () => {
    expect(await chosen(slow, 2_000)).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('1000 ms'),
    });
    expect((await chosen(good)).outcome).toBe('passed');
    expect(await chosen(hasty)).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('allows 4'),
    });
    expect((await chosen(undefined)).outcome).toBe('not-yet');
  });

  it('cannot be judged where the machine did not follow it', async () => {
    // The trigger is 500 ms by default, and this run wrote one file a second.
    expect(await chosen(slow)).toMatchObject({
      outcome: 'cannot-tell',
      evidence: expect.stringContaining('every 1000 ms'),
    });
  });
});

describe('the bill', () => {
  const priced = (sql: string) => checks['price-the-merging']!(facts(good, sql));

  it('passes as solved and is wrong as handed out', async () => {
    expect(await priced(file('solution', 'merging.sql'))).toMatchObject({
      outcome: 'passed',
      evidence: expect.stringContaining('1000 once more'),
    });
    expect(await priced(file('start', 'merging.sql'))).toMatchObject({ outcome: 'wrong' });
    expect((await priced('SELECT 1 AS one')).outcome).toBe('wrong');
  });
});
