// Lab 5's checks: the learner's age of the data against ours, second by second over the same run, and two verdicts that must flip.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

/** Made or acknowledged, in bronze or in its commit: what may count as begin and end differs by less. */
const TOLERANCE_MS = 1_500;
/** In this many of the seconds one may differ by more, for a batch that falls on their edge. */
const OUTLIERS = 0.1;
const COLUMNS = ['second', 'age_ms'];

const AGES = `
  WITH seconds AS (
    SELECT unnest(generate_series(date_trunc('second', min(made_at)), max(made_at), INTERVAL '1 second')) AS second FROM ledger),
  life AS (SELECT made_at, ingested_at FROM ledger LEFT JOIN bronze USING (event_id))
  SELECT second, coalesce(epoch_ms(second) - epoch_ms(min(made_at)), 0) AS age_ms
  FROM seconds LEFT JOIN life ON made_at < second AND (ingested_at IS NULL OR ingested_at >= second)
  GROUP BY second ORDER BY second`;

const bySecond = (rows: readonly Row[]) =>
  new Map(rows.map((row) => [Number(new Date(row.second as string)), Number(row.age_ms)]));
const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function toldAges(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('surge');
  const how = facts.howToRun('surge', { start: true });
  if (run === undefined) return notYet('there is no run to ask yet.', `predict, then run ${how}`);
  if (run.result!.verdict !== 'broken')
    return cannotTell(
      `in run ${run.runId} nothing came to wait: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
      `make it again: ${how}`,
    );
  const rows = await facts.ask(run, facts.text('age.sql'));
  if (rows.length === 0 || !COLUMNS.every((column) => column in rows[0]!))
    return wrong(
      'age.sql gives other columns than it should, or no row.',
      `give columns ${COLUMNS.join(' and ')}, one row a second`,
    );
  return comparedAges(bySecond(await facts.sql(run, AGES)), bySecond(rows), run.runId);
}

/** Pure: the second with the largest difference is the one that is named. */
export function comparedAges(
  ours: ReadonlyMap<number, number>,
  given: ReadonlyMap<number, number>,
  runId: string,
): Answer {
  const missing = [...ours.keys()].find((one) => !given.has(one));
  if (missing !== undefined)
    return wrong(
      `age.sql says nothing of ${clock(missing)}, a second of run ${runId}.`,
      'give one row for each second, also for one in which nothing waited',
    );
  const off = [...ours].map(([at, age]) => ({ at, age, by: Math.abs(age - given.get(at)!) }));
  const far = off.filter(({ by }) => !(by <= TOLERANCE_MS));
  const worst = far.sort((a, b) => b.by - a.by)[0];
  if (worst !== undefined && far.length > OUTLIERS * ours.size)
    return wrong(
      `at ${clock(worst.at)} age.sql says ${seconds(given.get(worst.at)!)}; the oldest event that waited was ${seconds(worst.age)} old (${far.length} of ${ours.size} seconds are off).`,
      'which events can a query over bronze not see in that second?',
    );
  const [at, oldest] = [...ours].reduce((a, b) => (b[1] > a[1] ? b : a));
  return passed(
    `age.sql tells the age of the data in all ${ours.size} seconds of run ${runId}: ${seconds(oldest)} at worst, at ${clock(at)}.`,
  );
}

export const checks: Record<string, Check> = {
  'tell-the-age': toldAges,
  'keep-speed-in-reserve': (facts) =>
    verdictFlips(facts, {
      run: 'surge',
      brokenBy: ['unseen', 'not-recovered'],
      lookAt: 'what bounds the speed of the reader: its work, or its batch? See stream.adaptiveBatch',
    }),
  'ask-somebody-else': (facts) =>
    verdictFlips(facts, {
      run: 'silent',
      brokenBy: ['false-health'],
      lookAt: 'who tells the lag of a process that is dead? See observe.lagFrom',
    }),
};
