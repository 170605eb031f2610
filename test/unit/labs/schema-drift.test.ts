// Lab 9's own check of a learner's signal: against hand-made windows (quiet before the change, soon after it, and named when it is not), and as SQL
// over a hand-made silver.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checks, judgedSignal } from '../../../labs/09-schema-drift/check.ts';
import { finding, type HandMadeLake, handMadeLake, labFacts, labRun } from '../../helpers/lab-facts.ts';

const WINDOWS = [0, 0, 700, 3_200, 3_200, 900, 0].map((off, index) => ({ at: index * 4_000, off }));

const judged = (windows: typeof WINDOWS, fires: readonly number[], anyway: readonly number[] = []) =>
  judgedSignal(windows, { fires, anyway }, 'r');

it('a signal passes when it is quiet before the change and fires in the first or second window of it', () => {
  expect(judged(WINDOWS, [12_000, 16_000]).outcome).toBe('passed');
  expect(judged(WINDOWS, [8_000, 24_000]).outcome).toBe('passed');
});

it('a signal that cries early, comes late or never is wrong, and its window is named', () => {
  expect(judged(WINDOWS, [4_000, 12_000])).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('00:00:04'),
  });
  expect(judged(WINDOWS, [16_000])).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('00:00:12'),
  });
  expect(judged(WINDOWS, []).outcome).toBe('wrong');
});

it('a run whose change has no window before it tells nothing', () => {
  expect(judged(WINDOWS.slice(2), []).outcome).toBe('cannot-tell');
});

it('a signal that would have fired there anyway has seen something else', () => {
  expect(judged(WINDOWS, [8_000, 12_000], [8_000, 12_000])).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('00:00:08'),
  });
  expect(judged(WINDOWS, [8_000, 12_000, 24_000], [12_000, 24_000]).outcome).toBe('passed');
});

let lake: HandMadeLake;
beforeAll(async () => {
  lake = await handMadeLake([
    // 20 s with four events a second; for eight of them a size is a thousandth of what it was.
    `CREATE TABLE ledger AS SELECT 'r-' || i AS event_id, make_timestamptz(2026, 1, 2, 3, 4, i / 4.0) AS event_time, 5000 + i AS bytes FROM range(80) AS t(i)`,
    `CREATE TABLE silver AS SELECT event_id, event_time, CASE WHEN event_id IN (SELECT 'r-' || i FROM range(34, 66) AS t(i)) THEN bytes // 1000 ELSE bytes END AS bytes
     FROM ledger`,
  ]);
});
afterAll(() => lake.close());

const signal = (sql: string) =>
  checks['see-the-silent-one']!(
    labFacts({
      text: () => sql,
      before: async () => labRun('before', { verdict: 'broken', evidence: [finding('corrupt', 2)] }),
      sql: (_, own) => lake.ask(own),
      ask: (_, own) => lake.ask(own),
    }),
  );
const file = (kind: 'start' | 'solution') =>
  readFileSync(new URL(`../../../labs/09-schema-drift/${kind}/signal.sql`, import.meta.url), 'utf8');
const WINDOW = "time_bucket(INTERVAL '4 seconds', event_time)";

it('a rule on how sizes lie passes, however it is written, and one on rows and nulls does not', async () => {
  expect((await signal(file('solution'))).outcome).toBe('passed');
  expect((await signal(file('start'))).outcome).toBe('wrong');
  const sums = `SELECT ${WINDOW}::TIMESTAMP AS window_start, sum(bytes) < 0.5 * lag(sum(bytes)) OVER (ORDER BY ${WINDOW}) AS fires
    FROM silver GROUP BY ${WINDOW}; -- what I'd draw`;
  expect((await signal(sums)).outcome).toBe('passed');
});

it('a rule that counts windows, or asks the ledger behind a comment sign, is wrong', async () => {
  const counting = `-- it may know silver and gold.\nSELECT ${WINDOW} AS window_start, row_number() OVER (ORDER BY ${WINDOW}) >= 3 AS fires FROM silver GROUP BY 1`;
  expect(await signal(counting)).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('something else'),
  });
  const hidden = `SELECT window_start, '--' = '--' AND fires AS fires FROM (
    SELECT ${WINDOW.replace('event_time', 'silver.event_time')} AS window_start, '--' <> '' AND bool_or(silver.bytes <> ledger.bytes) AS fires FROM silver JOIN ledger USING (event_id) GROUP BY 1)`;
  expect((await signal(hidden)).outcome).toBe('wrong');
});

it('a window that is no time is named', async () => {
  expect(await signal(`SELECT 'noon' AS window_start, true AS fires FROM silver`)).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('noon'),
  });
});
