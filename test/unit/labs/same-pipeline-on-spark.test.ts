// Lab 15's own checks over a real lake with late events (one lake stands for both engines, which give the same rows): what the lab hands out is
// wrong, its solution passes, and without a fault nothing can be told.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { checks } from '../../../labs/15-same-pipeline-on-spark/check.ts';
import { lab } from '../../../labs/15-same-pipeline-on-spark/lab.ts';
import type { LabFacts, LabRun } from '../../../labs/facts.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { type LakeSql, openLakeSql } from '../../../pipeline/observe/sql/open-lake-sql.ts';
import { labRun } from '../../helpers/lab-facts.ts';
import { type LocalMedallion, localMedallion } from '../medallion/local-medallion.ts';

const SECONDS = 60;
const LATE_BY = 8;

const two = (value: number): string => String(value).padStart(2, '0');

/** One event a second, every fifth of them late. */
function lineAt(second: number): string {
  const own = second % 5 === 0 && second > LATE_BY ? second - LATE_BY : second;
  return `h - - [01/Jul/1995:00:${two(Math.floor(own / 60) + 1)}:${two(own % 60)} -0400] "GET / HTTP/1.0" 200 1`;
}

const LATE_END = [{ phase: 'settle', says: 'waited 150000 ms for gold to become final' }];

const run = (engine: string, verdict: RunResult['verdict'], phases: unknown[] = []): LabRun =>
  labRun(`r-${engine}`, {
    verdict,
    phases: phases as RunResult['phases'],
    inconclusiveBecause: verdict === 'inconclusive' ? 'no fault was injected' : null,
  });

const handed = (kind: 'start' | 'solution', file: string): string =>
  readFileSync(
    fileURLToPath(new URL(`../../../labs/15-same-pipeline-on-spark/${kind}/${file}`, import.meta.url)),
    'utf8',
  );

describe('lab 15', () => {
  let medallion: LocalMedallion;
  let lake: LakeSql;
  beforeAll(async () => {
    let lakeDir = '';
    medallion = await localMedallion({
      settings: ({ stream }) => Object.assign(stream, { windowMs: 5_000, allowedLatenessMs: 0 }),
      storage: (root) => {
        lakeDir = root;
        return localStorage(root, { fsync: false });
      },
    });
    const madeAt = Date.now() - SECONDS * 1_000;
    const records = Array.from({ length: SECONDS }, (_, second) => ({
      partition: 0,
      id: `rtest-${second}`,
      raw: lineAt(second),
      kafkaMs: madeAt + second * 1_000,
    }));
    for (const part of [records.slice(0, 20), records.slice(20)]) {
      await medallion.bronze(part);
      await medallion.silver();
      await medallion.gold();
    }
    await medallion.finish();
    lake = await openLakeSql({ lakeDir, limits: { rows: 10_000, timeMs: 20_000 } });
  });
  afterAll(() => {
    lake.close();
    medallion.close();
  });

  const facts = (
    kind: 'start' | 'solution',
    verdict: RunResult['verdict'] | Record<string, RunResult['verdict']> = 'broken',
  ): LabFacts => ({
    text: (file) => handed(kind, file),
    settings: defaultSettings,
    before: async (name) => run(name, typeof verdict === 'string' ? verdict : verdict[name]!),
    now: async (name) => run(name, typeof verdict === 'string' ? verdict : verdict[name]!),
    ask: async (_, sql) => (await lake.query(sql)).objects(),
    sql: (_, sql) => lake.trusted(sql),
    howToRun: (name) => `run ${name}`,
  });
  const asked = (step: string, ...how: Parameters<typeof facts>) => checks[step]!(facts(...how));

  it.each(['one-rule', 'where-it-waits'])('%s: wrong as handed out, passed as solved', async (step) => {
    expect(await asked(step, 'start')).toMatchObject({ outcome: 'wrong' });
    expect(await asked(step, 'solution')).toMatchObject({ outcome: 'passed' });
  });

  it('names the window that is wrong, with both numbers', async () => {
    const { evidence } = await asked('one-rule', 'start');
    expect(evidence).toMatch(/on duckdb rule\.sql says 6 requests for the window .*; gold shows 5\./);
  });

  it('tells batches and waits of both engines', async () => {
    const { evidence } = await asked('where-it-waits', 'solution');
    expect(evidence).toMatch(/duckdb: 2 batches.*; spark: 2 batches/);
  });

  it.each(Object.keys(checks))('%s: nothing can be told of a fault that was not injected', async (step) => {
    expect(await asked(step, 'start', 'inconclusive')).toMatchObject({ outcome: 'cannot-tell' });
  });

  // Its author checks make the run on Spark with the fault only.
  it.each(Object.keys(checks))(
    '%s: nothing can be told when only the run on Spark proves nothing',
    async (step) => {
      const answer = await asked(step, 'solution', { duckdb: 'broken', spark: 'inconclusive' });
      expect(answer).toMatchObject({ outcome: 'cannot-tell', evidence: expect.stringContaining('r-spark') });
    },
  );

  it.each(['one-rule', 'where-it-waits'])(
    '%s: nothing can be told of a run that ended before its gold was final',
    async (step) => {
      const given = facts('solution');
      const unsettled = { ...given, before: async (name: string) => run(name, 'broken', LATE_END) };
      const early = {
        outcome: 'cannot-tell',
        evidence: expect.stringContaining('before its gold was final'),
      };
      expect(await checks[step]!(unsettled)).toMatchObject(early);
    },
  );

  it('same-fix: a fix whose run ended too early is not wrong', async () => {
    const given = { ...facts('solution'), now: async (name: string) => run(name, 'broken', LATE_END) };
    expect(await checks['same-fix']!(given)).toMatchObject({ outcome: 'cannot-tell' });
  });

  it('compares the prediction with what the run on Spark dropped', () => {
    const { shownBy } = lab.steps[0]!.prediction!;
    const dropped = (count: number, verdict = 'broken') =>
      shownBy({ verdict, evidence: [{ id: 'late-dropped', count }], phases: [] } as unknown as RunResult);
    expect([dropped(300), dropped(1_608), dropped(4_000)]).toEqual(['a', 'b', 'c']);
    expect(dropped(0, 'inconclusive')).toBeNull();
  });
});
