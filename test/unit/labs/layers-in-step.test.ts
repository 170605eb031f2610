// Lab 13's own checks: times made again from hand-made lines, and one contract that must both stop and let pass.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checks } from '../../../labs/13-layers-in-step/check.ts';
import type { LabRun } from '../../../labs/facts.ts';
import { finding, type HandMadeLake, handMadeLake, labFacts, labRun } from '../../helpers/lab-facts.ts';

const file = (kind: 'start' | 'solution') =>
  readFileSync(new URL(`../../../labs/13-layers-in-step/${kind}/rebuild.sql`, import.meta.url), 'utf8');
const broken = labRun('before', { verdict: 'broken', evidence: [finding('corrupt', 2)] });
const held = labRun('after', { verdict: 'held' });

let lake: HandMadeLake;
beforeAll(async () => {
  lake = await handMadeLake([
    `CREATE TABLE ledger AS SELECT 'r-' || i AS event_id, make_timestamptz(2026, 1, 2, 3, 4, i) AS event_time FROM range(4) AS t(i)`,
    `CREATE TABLE bronze AS SELECT event_id, 'host - - [' || strftime(event_time, '%d/%b/%Y:%H:%M:%S') || ' +0000] "GET / HTTP/1.0" 200 1' AS raw FROM ledger
     UNION ALL SELECT 'r-9', 'no log line'`,
    `CREATE TABLE silver AS SELECT event_id, CASE WHEN event_id < 'r-2' THEN event_time ELSE date_trunc('day', event_time) END AS event_time FROM ledger`,
  ]);
});
afterAll(() => lake.close());

const rebuilt = (sql: string, before: LabRun | undefined = broken) =>
  checks['rebuild-the-times']!(
    labFacts({
      text: () => sql,
      before: async () => before,
      sql: (_, own) => lake.ask(own),
      ask: (_, own) => lake.ask(own),
    }),
  );

it('times read from the lines pass, whether all of them are given or only the wrong ones', async () => {
  expect(await rebuilt(file('solution'))).toMatchObject({
    outcome: 'passed',
    evidence: expect.stringContaining('all 2 events'),
  });
  const only = `SELECT * FROM (\n${file('solution')}\n) WHERE event_id IN (SELECT event_id FROM silver WHERE date_trunc('day', event_time) = event_time)`;
  expect((await rebuilt(only)).outcome).toBe('passed');
});

it('a cast of what has been forgotten is wrong, and one event is named with both times', async () => {
  expect(await rebuilt(file('start'))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringMatching(/r-2.*2026-01-02T00:00:00\.000Z.*2026-01-02T03:04:02\.000Z/),
  });
});

it('an event that is given twice must be right twice, and a comment behind the last semicolon is none of our business', async () => {
  const both = `SELECT event_id, event_time FROM silver UNION ALL SELECT * FROM (\n${file('solution')}\n)`;
  expect(await rebuilt(both)).toMatchObject({ outcome: 'wrong', evidence: expect.stringContaining('r-2') });
  expect((await rebuilt(`${file('solution').trim()}; -- that's it`)).outcome).toBe('passed');
});

it('what is left out is named, and the ledger is not there to be asked', async () => {
  expect(await rebuilt("SELECT event_id, event_time FROM silver WHERE event_id = 'r-0'")).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('not r-2'),
  });
  expect((await rebuilt('SELECT event_id, now() AS event_time FROM ledger')).outcome).toBe('wrong');
});

it('is not yet without a run, and cannot be told over one that held', async () => {
  expect((await checks['rebuild-the-times']!(labFacts({}))).outcome).toBe('not-yet');
  expect((await rebuilt(file('solution'), held)).outcome).toBe('cannot-tell');
});

const contract = (added: LabRun | undefined) =>
  checks['let-additions-pass']!(
    labFacts({ before: async () => broken, now: async (run) => (run === 'narrowed' ? held : added) }),
  );

it('a contract must hold for both changes', async () => {
  expect((await contract(held)).outcome).toBe('passed');
  expect((await contract(undefined)).outcome).toBe('not-yet');
  expect(
    await contract(labRun('stuck', { verdict: 'broken', evidence: [finding('not-recovered', 1)] })),
  ).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('not-recovered 1'),
  });
  expect((await contract(labRun('quiet', { verdict: 'inconclusive' }))).outcome).toBe('cannot-tell');
});
