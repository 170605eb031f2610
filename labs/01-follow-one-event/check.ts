// Lab 1's checks: two requests by their place, the longest wait in each place, and a verdict that must flip.
import { sqlText } from '../../pipeline/lake/sql-text.ts';
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { compareAnswers } from '../checks/compare-answers.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const [EARLY, LATE] = [500, 10_000];
const PLACES = ['source', 'kafka', 'bronze'] as const;
/** One may count from the send or from its answer; but where nobody waited long, an average must not come close enough. */
const toleranceMs = (longestMs: number): number => Math.max(5, Math.min(250, longestMs / 4));
/** Shorter than this, the writes were not held while the request was under way: a machine too busy to begin in time. */
const HELD_MS = 3_000;
const COLUMNS = ['place', 'longest_ms', 'event_id'];

const WAITS = `
  SELECT event_id, seq, ledger.kafka_partition AS "partition", ledger.kafka_offset AS "offset",
    epoch_ms(settled_at) - epoch_ms(made_at) AS source,
    epoch_ms(bronze.ingested_at) - epoch_ms(settled_at) AS kafka,
    epoch_ms(silver.ingested_at) - epoch_ms(bronze.ingested_at) AS bronze
  FROM ledger JOIN bronze USING (event_id) JOIN silver USING (event_id) WHERE outcome = 'acked'`;

/** The run there is to look at, or what to say instead. */
async function subject(facts: LabFacts): Promise<LabRun | Answer> {
  const run = await facts.before('follow');
  const how = facts.howToRun('follow', { start: true });
  if (run === undefined) return notYet('there is no run to look at yet.', `predict, then run ${how}`);
  if (run.result!.verdict !== 'broken')
    return cannotTell(
      `in run ${run.runId} nothing was held: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
      `make it again: ${how}`,
    );
  return run;
}

const longestPlace = (row: Row): string => PLACES.reduce((a, b) => (Number(row[b]) > Number(row[a]) ? b : a));

async function found(facts: LabFacts): Promise<Answer> {
  const run = await subject(facts);
  if ('outcome' in run) return run;
  const rows = await facts.sql(run, `SELECT * FROM (${WAITS}) WHERE seq IN (${EARLY}, ${LATE})`);
  const of = (seq: number) => rows.find((row) => Number(row.seq) === seq);
  const [early, late] = [of(EARLY), of(LATE)];
  if (early === undefined || late === undefined)
    return cannotTell(
      `run ${run.runId} has not brought both requests to silver.`,
      `make it again: ${facts.howToRun('follow', { start: true })}`,
    );
  const place = longestPlace(late);
  if (Number(late[place]) < HELD_MS)
    return cannotTell(
      `request ${String(late.event_id)} was through before anything was held (${String(late[place])} ms at most in one place).`,
      `make the run again: ${facts.howToRun('follow', { start: true })}`,
    );
  const trace = (row: Row) => `npx lakequake trace ${String(row.event_id)}`;
  const at = (section: string, row: Row) =>
    (['partition', 'offset'] as const).map((field) => ({
      path: `${section}.${field}`,
      is: Number(row[field]),
      but: `the ledger has request ${String(row.event_id)} elsewhere: that is where another one stands`,
      lookAt: trace(row),
    }));
  const wrongAnswer = compareAnswers(facts.text('answers.yaml'), 'answers.yaml', [
    ...at('early', early),
    ...at('late', late),
    {
      path: 'late.waited_longest_in',
      is: place,
      but: `request ${String(late.event_id)} was ${Math.max(...PLACES.map((one) => Number(late[one])))} ms in one place, and not in that one`,
      lookAt: `${trace(late)}: which line comes late, and in which place was the request until then?`,
    },
  ]);
  return (
    wrongAnswer ??
    passed(
      `both requests of run ${run.runId} are found; ${String(late.event_id)} waited ${String(late[place])} ms in ${place}.`,
    )
  );
}

async function longest(facts: LabFacts): Promise<Answer> {
  const run = await subject(facts);
  if ('outcome' in run) return run;
  const given = await facts.ask(run, facts.text('waits.sql'));
  if (given.length === 0 || !COLUMNS.every((column) => column in given[0]!))
    return wrong(
      'waits.sql gives other columns than it should, or no row.',
      `give columns ${COLUMNS.join(', ')}, one row a place`,
    );
  const named = given.map((row) => sqlText(String(row.event_id))).join(', ');
  const tops = PLACES.map((place) => `row_number() OVER (ORDER BY ${place} DESC) = 1`).join(' OR ');
  const waits = await facts.sql(run, `SELECT * FROM (${WAITS}) QUALIFY ${tops} OR event_id IN (${named})`);
  for (const place of PLACES) {
    const answer = comparedPlace(place, waits, given);
    if (answer !== null) return answer;
  }
  const worst = Math.max(...waits.map((row) => Number(row.bronze)));
  return passed(
    `waits.sql names the longest wait of each place in run ${run.runId}; in bronze it is ${worst} ms.`,
  );
}

const msOf = (value: unknown): number => (value === null || value === '' ? Number.NaN : Number(value));

/** Null when the row of that place is right. Any request that waited about as long as the longest one will do. */
export function comparedPlace(place: string, waits: readonly Row[], given: readonly Row[]): Answer | null {
  const row = given.find((one) => one.place === place);
  if (row === undefined)
    return wrong(
      `waits.sql has no row for the place ${place}.`,
      `give one row for each of ${PLACES.join(', ')}`,
    );
  const top = waits.reduce((a, b) => (Number(b[place]) > Number(a[place]) ? b : a));
  const [said, is] = [msOf(row.longest_ms), Number(top[place])];
  if (Number.isNaN(said))
    return wrong(
      `waits.sql gives ${String(row.longest_ms)} as longest_ms of ${place}, which is no number of milliseconds.`,
      'subtract epoch_ms(…) from epoch_ms(…): the difference is in ms',
    );
  if (Math.abs(said - is) > toleranceMs(is))
    return wrong(
      `waits.sql says ${Math.round(said)} ms for ${place}; request ${String(top.event_id)} waited ${is} ms there.`,
      'is there a request that waited for as long as you say? Which one waited longest?',
    );
  const named = waits.find(({ event_id }) => event_id === row.event_id);
  if (named !== undefined && is - Number(named[place]) <= toleranceMs(is)) return null;
  return wrong(
    `waits.sql names ${String(row.event_id)} for ${place}, which waited ${named === undefined ? 'in no place at all' : `${String(named[place])} ms`}; the longest is ${is} ms.`,
    'take the id from the row with the longest time: arg_max(event_id, …)',
  );
}

export const checks: Record<string, Check> = {
  'find-two-requests': found,
  'find-the-longest': longest,
  'let-it-be-seen': (facts) =>
    verdictFlips(facts, {
      run: 'follow',
      brokenBy: ['false-health'],
      lookAt: 'what is asked when somebody asks whether all is well? See observe.health',
    }),
};
