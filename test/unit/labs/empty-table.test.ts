// Lab 11's own checks: the path over hand-made readings of four incidents, and over tables that are well.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checks } from '../../../labs/11-empty-table/check.ts';
import type { LabRun } from '../../../labs/facts.ts';
import { type HandMadeLake, handMadeLake, labFacts, labRun } from '../../helpers/lab-facts.ts';

const file = (kind: 'start' | 'solution') =>
  readFileSync(new URL(`../../../labs/11-empty-table/${kind}/path.sql`, import.meta.url), 'utf8');

interface Tables {
  position?: number;
  rows: number;
  aheadHours?: number;
  requests: number;
}

const lakeOf = ({ position, rows, aheadHours = 0, requests }: Tables) =>
  handMadeLake([
    'CREATE TABLE ledger AS SELECT 3000 AS kafka_offset',
    `CREATE TABLE bronze AS SELECT make_timestamptz(2026, 1, 1, 0, 0, 5) AS kafka_time FROM range(${rows})`,
    `CREATE TABLE silver AS SELECT kafka_time + INTERVAL ${aheadHours} HOURS AS event_time FROM bronze`,
    'CREATE SCHEMA gold',
    `CREATE TABLE gold.traffic AS SELECT ${requests} AS requests WHERE ${requests} > 0`,
    `CREATE MACRO history(name) AS TABLE SELECT '${position === undefined ? '{}' : `{"bronze/lq-x/0":${position}}`}' AS positions`,
  ]);

const INCIDENTS: Record<string, Tables> = {
  topic: { rows: 0, requests: 0 },
  offset: { position: 10_000_000, rows: 0, requests: 0 },
  future: { position: 3_001, rows: 900, aheadHours: 6, requests: 20 },
  filter: { position: 3_001, rows: 900, requests: 0 },
};
const STEPS = ['name-the-topic', 'name-the-offset', 'name-the-clock', 'name-the-filter'];

const lakes = new Map<string, HandMadeLake>();
let well: HandMadeLake;
beforeAll(async () => {
  for (const [id, tables] of Object.entries(INCIDENTS)) lakes.set(id, await lakeOf(tables));
  well = await lakeOf({ position: 3_001, rows: 900, requests: 900 });
});
afterAll(() => {
  for (const lake of [...lakes.values(), well]) lake.close();
});

const broken = (id: string) => labRun(id, { verdict: 'broken' });
const facts = (path: string, before: (run: string) => LabRun | undefined = broken) =>
  labFacts({
    text: () => path,
    before: async (run) => before(run),
    ask: (run, sql, lakeOf) => (lakeOf === undefined ? well : lakes.get(run.runId)!).ask(sql),
  });

it('as solved it names each cause, and none where all is well', async () => {
  for (const step of STEPS) expect((await checks[step]!(facts(file('solution')))).outcome).toBe('passed');
});

it('as handed out it is wrong from the first incident on', async () => {
  for (const step of STEPS)
    expect(await checks[step]!(facts(file('start')))).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('says sql-filter'),
    });
});

it('a path in another order that names the causes passes as well', async () => {
  const ends = file('solution').replace(/ {9}WHEN bronze_rows = 0 THEN 'wrong-topic'\n/, '');
  const last = ends.replace("ELSE 'none'", "WHEN bronze_rows = 0 THEN 'wrong-topic' ELSE 'none'");
  expect((await checks['name-the-filter']!(facts(last))).outcome).toBe('passed');
});

it('a path that learns one cause and loses another is wrong, and the run is named', async () => {
  const lost = file('solution').replace('bronze_rows = 0 AND next_offset', 'bronze_rows < 0 AND next_offset');
  expect(await checks['name-the-topic']!(facts(lost))).toMatchObject({ outcome: 'passed' });
  expect(await checks['name-the-filter']!(facts(lost))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringMatching(/run offset .*says wrong-topic/),
  });
});

it('a path that names something where all is well is wrong', async () => {
  expect(await checks['name-the-topic']!(facts("SELECT 'wrong-topic' AS cause"))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('full and right'),
  });
});

it('wants one row with one column, is not yet without a run, and cannot tell over one that proves nothing', async () => {
  const check = checks['name-the-topic']!;
  expect((await check(facts('SELECT 1 AS reason'))).outcome).toBe('wrong');
  expect((await check(facts('SELECT 1 AS cause WHERE false'))).outcome).toBe('wrong');
  expect((await check(facts('', () => undefined))).outcome).toBe('not-yet');
  const quiet = labRun('quiet', { verdict: 'inconclusive' });
  expect((await check(facts('', () => quiet))).outcome).toBe('cannot-tell');
});
