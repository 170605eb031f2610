// Lab 14's checks: the learner's curve against ours over the same commits, a trigger by what it measured, a bound that held, and the bill.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const CURVE = ['files_per_second', 'latency_ms', 'bytes_per_event'];
const BILL = ['written_bytes', 'rewritten_bytes'];
/** What rounding may change. */
const SHARE_OFF = 0.02;
const UNITS_OFF = 2;
/** What readers and lake allow in step 2. */
const MEDIAN_MS = 700;
const FILES_PER_SECOND = 4;
/** Batches so many triggers apart are none of the trigger's making. */
const SLOW = 1.5;

const OUR_CURVE = `
  WITH written AS (
    SELECT date_trunc('second', committed_at) AS s, sum(files_added) AS files, sum(rows_added) AS events, sum(bytes_added) AS bytes
    FROM history('bronze') WHERE rows_added > 0 GROUP BY 1),
  waited AS (
    SELECT files, median(epoch_ms(ingested_at) - epoch_ms(kafka_time)) AS ms
    FROM bronze JOIN written ON s = date_trunc('second', ingested_at) GROUP BY 1)
  SELECT files::DOUBLE AS files_per_second, any_value(ms)::DOUBLE AS latency_ms, (sum(bytes) / sum(events))::DOUBLE AS bytes_per_event
  FROM written LEFT JOIN waited USING (files) GROUP BY 1 ORDER BY 1`;

/** The stretch before somebody changed the trigger. The first second is left out: its events waited for the start. */
const beforeTheChange = (changedAt: number) => `
  WITH early AS (
    SELECT * FROM history('bronze') WHERE rows_added > 0 AND operation <> 'OPTIMIZE' AND epoch_ms(committed_at) < ${changedAt}),
  begun AS (SELECT epoch_ms(min(committed_at)) + 1000 AS ms FROM early)
  SELECT (SELECT median(epoch_ms(ingested_at) - epoch_ms(kafka_time)) FROM bronze
      WHERE epoch_ms(ingested_at) BETWEEN (SELECT ms FROM begun) AND ${changedAt})::DOUBLE AS latency_ms,
    (SELECT sum(files_added) FROM early WHERE epoch_ms(committed_at) >= (SELECT ms FROM begun))::DOUBLE
      / ((${changedAt} - (SELECT ms FROM begun)) / 1000) AS files_per_second,
    (SELECT median(gap) FROM (SELECT epoch_ms(committed_at) - lag(epoch_ms(committed_at)) OVER (ORDER BY committed_at) AS gap FROM early))::DOUBLE AS gap_ms`;

const OUR_BILL = `
  SELECT coalesce(sum(bytes_added) FILTER (WHERE operation <> 'OPTIMIZE'), 0)::DOUBLE AS written_bytes,
    coalesce(sum(bytes_added) FILTER (WHERE operation = 'OPTIMIZE'), 0)::DOUBLE AS rewritten_bytes
  FROM history('bronze')`;

const isClose = (given: number, ours: number) =>
  Math.abs(given - ours) <= Math.max(UNITS_OFF, SHARE_OFF * Math.abs(ours));
const tenth = (value: number) => Math.round(value * 10) / 10;
const lacks = (rows: readonly Row[], columns: readonly string[]) =>
  rows.length > 0 && !columns.every((column) => column in rows[0]!);

/** Null when the run proves something. */
function unproved(run: LabRun, again: string): Answer | null {
  const { verdict, inconclusiveBecause } = run.result!;
  if (verdict !== 'inconclusive') return null;
  return cannotTell(
    `run ${run.runId} proves nothing: ${inconclusiveBecause ?? 'it is inconclusive'}.`,
    `make it again: ${again}`,
  );
}

async function drawn(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('fast');
  const how = facts.howToRun('fast', { start: true });
  if (run === undefined)
    return notYet('there is no run to draw a curve from yet.', `predict, then run ${how}`);
  const unclear = unproved(run, how);
  if (unclear !== null) return unclear;
  const ours = await facts.sql(run, OUR_CURVE);
  const rows = await facts.ask(run, facts.text('curve.sql'));
  if (lacks(rows, CURVE))
    return wrong('curve.sql gives other columns than it should.', `give ${CURVE.join(', ')}`);
  return comparedCurves(rows, ours, run);
}

function comparedCurves(rows: readonly Row[], ours: readonly Row[], { runId }: LabRun): Answer {
  const given = new Map(rows.map((row) => [Number(row.files_per_second), row]));
  const stray = [...given.keys()].find((pace) => !ours.some((row) => row.files_per_second === pace));
  if (stray !== undefined)
    return wrong(
      `curve.sql has a pace of ${Number(stray.toPrecision(4))} files a second; run ${runId} had no second with that many files.`,
      `count the files of each second, and let the seconds with the same number be one pace: there are ${ours.length}`,
    );
  for (const point of ours) {
    const pace = Number(point.files_per_second);
    const row = given.get(pace);
    if (row === undefined)
      return wrong(
        `curve.sql has no row for ${pace} files a second, and run ${runId} had such seconds.`,
        'which seconds does your query leave out?',
      );
    const off = CURVE.slice(1).find(
      (column) =>
        point[column] !== null && !isClose(Number(row[column] ?? Number.NaN), Number(point[column])),
    );
    if (off !== undefined)
      return wrong(
        `at ${pace} files a second curve.sql says ${off} ${tenth(Number(row[off]))}; it was ${tenth(Number(point[off]))}.`,
        off === 'latency_ms'
          ? 'it is a median over all events that were taken in during seconds of that pace'
          : 'divide the bytes of all files of such seconds by their rows; joining to bronze first counts them many times',
      );
  }
  const [slow, fast] = [ours[0]!, ours.at(-1)!];
  const point = (row: Row) =>
    `${tenth(Number(row.latency_ms))} ms and ${tenth(Number(row.bytes_per_event))} bytes an event at ${Number(row.files_per_second)} files a second`;
  return passed(`the curve of run ${runId} is right, ${ours.length} points: ${point(slow)}, ${point(fast)}.`);
}

async function chosen(facts: LabFacts): Promise<Answer> {
  const run = await facts.now('fast');
  const how = facts.howToRun('fast');
  if (run === undefined)
    return notYet('there is no run with this trigger yet, so nothing is measured.', `make it: ${how}`);
  const unclear = unproved(run, how);
  if (unclear !== null) return unclear;
  const [row] = await facts.sql(run, beforeTheChange(run.result!.faults[0]!.injectedAt));
  const [latency, files] = [Number(row!.latency_ms ?? Number.NaN), Number(row!.files_per_second ?? 0)];
  if (Number.isNaN(latency))
    return cannotTell(
      `run ${run.runId} has too few batches before the change to measure anything.`,
      `make it again: ${how}`,
    );
  const measured = `run ${run.runId} with stream.triggerMs ${facts.settings().stream.triggerMs}: half of the events within ${Math.round(latency)} ms, ${tenth(files)} new files a second`;
  // A batch begins at every trigger; where it takes longer than that, the machine and not the trigger made the events wait.
  const [trigger, gap] = [facts.settings().stream.triggerMs, Number(row!.gap_ms ?? Number.NaN)];
  if (latency > MEDIAN_MS && trigger <= MEDIAN_MS && gap > SLOW * trigger)
    return cannotTell(
      `${measured}, but a batch came only every ${Math.round(gap)} ms: this machine was too busy to follow its trigger.`,
      `make it again when the machine is less busy: ${how}`,
    );
  if (latency > MEDIAN_MS)
    return wrong(`${measured}. The readers want ${MEDIAN_MS} ms.`, 'which trigger of your curve is that?');
  if (files > FILES_PER_SECOND)
    return wrong(
      `${measured}. The lake allows ${FILES_PER_SECOND}.`,
      'how much latency do you buy with the last of these files?',
    );
  return passed(`${measured}.`);
}

async function priced(facts: LabFacts): Promise<Answer> {
  const run = await facts.now('fast');
  const how = facts.howToRun('fast');
  if (run === undefined) return notYet('there is no run with this pipeline.yaml yet.', `make it: ${how}`);
  const unclear = unproved(run, how);
  if (unclear !== null) return unclear;
  const ours = (await facts.sql(run, OUR_BILL))[0]!;
  if (Number(ours.rewritten_bytes) === 0)
    return wrong(
      `run ${run.runId} never merged a file, so there is no price to tell.`,
      'let its files be merged first: step 3',
    );
  const rows = await facts.ask(run, facts.text('merging.sql'));
  if (lacks(rows, BILL) || rows.length !== 1)
    return wrong('merging.sql gives something else than it should.', `give one row with ${BILL.join(', ')}`);
  const off = BILL.find((column) => !isClose(Number(rows[0]![column] ?? Number.NaN), Number(ours[column])));
  if (off !== undefined)
    return wrong(
      `of run ${run.runId} merging.sql says ${off} ${String(rows[0]![off])}; it was ${Number(ours[off])}.`,
      "which commits add bytes, and which of them add rows that stood there already? SELECT operation, sum(bytes_added) FROM history('bronze') GROUP BY operation",
    );
  const share = Number(ours.rewritten_bytes) / Number(ours.written_bytes);
  return passed(
    `run ${run.runId} wrote ${Number(ours.written_bytes)} bytes into bronze, and ${Number(ours.rewritten_bytes)} once more (${tenth(100 * share)} %).`,
  );
}

export const checks: Record<string, Check> = {
  'draw-the-curve': drawn,
  'choose-a-trigger': chosen,
  'merge-the-files': (facts) =>
    verdictFlips(facts, {
      run: 'fast',
      brokenBy: ['over-bound'],
      lookAt: 'of how many files does the table consist, and who could make them fewer? See lake.compaction',
    }),
  'price-the-merging': priced,
};
