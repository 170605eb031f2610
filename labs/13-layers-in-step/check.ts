// Lab 13's checks: the learner's times of silver against those the events really had, and one contract that must both stop and let pass.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { askedOver, NO_LEDGER } from '../checks/asked-over.ts';
import { instantMs } from '../checks/instant.ts';
import { verdictFlips, worst } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const COLUMNS = ['event_id', 'event_time'];
const TIMES = `
  SELECT s.event_id, epoch_ms(any_value(l.event_time)) AS right_ms,
    bool_or(s.event_time IS NULL OR epoch_ms(s.event_time::TIMESTAMPTZ) <> epoch_ms(l.event_time)) AS is_wrong
  FROM silver s JOIN ledger l USING (event_id) GROUP BY s.event_id ORDER BY s.event_id`;

const clock = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : 'no time');
const msOf = ({ event_time: time }: Row) => instantMs(time);

async function rebuilt(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('narrowed');
  const how = facts.howToRun('narrowed', { start: true });
  if (run === undefined) return notYet('there is no run to ask yet.', `predict, then run ${how}`);
  if (run.result!.verdict !== 'broken')
    return cannotTell(
      `run ${run.runId} has no damaged row: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
      `make it again: ${how}`,
    );
  const truth = await facts.sql(run, TIMES);
  if (!truth.some((row) => row.is_wrong === true))
    return cannotTell(`every time in silver of run ${run.runId} is right.`, `make it again: ${how}`);
  const text = facts.text('rebuild.sql');
  await facts.ask(run, text); // an error of the learner's is told with the learner's own lines
  // Whoever makes a layer again has the layer before it, and nobody who knows better.
  return comparedTimes(await facts.ask(run, askedOver({ ledger: NO_LEDGER }, text)), truth, run);
}

function comparedTimes(rows: readonly Row[], truth: readonly Row[], { runId }: LabRun): Answer {
  if (rows.length > 0 && !COLUMNS.every((column) => column in rows[0]!))
    return wrong('rebuild.sql gives other columns than it should.', `give ${COLUMNS.join(' and ')}`);
  const given = new Map<string, number[]>();
  for (const row of rows)
    given.set(String(row.event_id), [...(given.get(String(row.event_id)) ?? []), msOf(row)]);
  const damaged = truth.filter((row) => row.is_wrong === true);
  const missed = damaged.find((row) => !given.has(String(row.event_id)));
  if (missed !== undefined)
    return wrong(
      `rebuild.sql has ${given.size.toLocaleString('en-US')} events of run ${runId}, and not ${String(missed.event_id)}, whose time in silver is wrong.`,
      'which events has the layer before silver? The ledger is not there to be asked',
    );
  // An event that is given twice must be right twice: who reads the layer reads both rows.
  for (const row of [...damaged, ...truth]) {
    const id = String(row.event_id);
    const off = given.get(id)?.find((ms) => ms !== Number(row.right_ms));
    if (off !== undefined)
      return wrong(
        `rebuild.sql says that ${id} of run ${runId} happened at ${clock(off)}; it was ${clock(Number(row.right_ms))}.`,
        `what did that line say? SELECT raw FROM bronze WHERE event_id = '${id}'`,
      );
  }
  return passed(
    `rebuild.sql gives the right time of all ${damaged.length.toLocaleString('en-US')} events whose time in silver of run ${runId} is wrong, out of bronze alone.`,
  );
}

const refused = (facts: LabFacts) =>
  verdictFlips(facts, {
    run: 'narrowed',
    brokenBy: ['corrupt'],
    lookAt: 'who compares the table with what is to be written into it? See lake.layerContract',
  });

/** One contract for both changes: it stops at the one and lives with the other. */
async function lets(facts: LabFacts): Promise<Answer> {
  const first = await refused(facts);
  if (first.outcome !== 'passed') return first;
  const run = await facts.now('added');
  const how = facts.howToRun('added');
  if (run === undefined)
    return notYet('pipeline.yaml has not met the column that is only added.', `make that run: ${how}`);
  if (run.result!.verdict === 'inconclusive')
    return cannotTell(
      `run ${run.runId} proves nothing: ${run.result!.inconclusiveBecause ?? 'it is inconclusive'}.`,
      `make it again: ${how}`,
    );
  if (run.result!.verdict === 'broken')
    return wrong(
      `run ${run.runId} met a column that nobody reads, and broke: ${worst(run.result!, ['not-recovered'])}.`,
      'compare what a reader needs, not all there is. See lake.layerContract',
    );
  return passed(`${first.evidence} Run ${run.runId} met a new column and went on.`);
}

export const checks: Record<string, Check> = {
  'rebuild-the-times': rebuilt,
  'age-of-a-layer': (facts) =>
    verdictFlips(facts, {
      run: 'stale',
      brokenBy: ['false-health'],
      lookAt: 'who listens to the age of a layer? See observe.health, and the signal freshness',
    }),
  'refuse-the-breach': refused,
  'let-additions-pass': lets,
};
