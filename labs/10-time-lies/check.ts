// Lab 10's checks: the learner's curve against ours over the same silver, a lateness that is neither too small nor too dear, and bounds.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const WINDOW = "INTERVAL '5 seconds'";
/** A window may be final so long after its beginning at the latest, less the window itself. */
const DEAREST_MS = 15_000;
const POINTS = 5;
const REACH_MS = 12_000;

const ourCurve = (latenesses: readonly number[]) => `
  SELECT l AS lateness_ms, count(*) FILTER (
    event_time + to_milliseconds(behind_ms) - to_milliseconds(l) >= time_bucket(${WINDOW}, event_time) + ${WINDOW}
  ) AS dropped
  FROM silver, unnest([${latenesses.join(', ')}]::BIGINT[]) AS curve(l) GROUP BY l`;

async function drawn(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('late');
  const how = facts.howToRun('late', { start: true });
  if (run === undefined)
    return notYet('there is no run to draw a curve from yet.', `predict, then run ${how}`);
  if (run.result!.verdict !== 'broken')
    return cannotTell(
      `run ${run.runId} has no late event: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
      `make it again: ${how}`,
    );
  return comparedCurves(await facts.ask(run, facts.text('curve.sql')), facts, run);
}

async function comparedCurves(rows: readonly Row[], facts: LabFacts, run: LabRun): Promise<Answer> {
  const given = new Map(rows.map((row) => [Number(row.lateness_ms), Number(row.dropped)]));
  const twice = rows.find(
    ({ lateness_ms: ms, dropped }) => !Object.is(given.get(Number(ms)), Number(dropped)),
  );
  if (twice !== undefined)
    return wrong(
      `curve.sql gives two answers for a lateness of ${String(twice.lateness_ms)} ms.`,
      'give one row for each lateness: GROUP BY lateness_ms',
    );
  const latenesses = [...given.keys()]
    .filter((one) => Number.isInteger(one) && one >= 0)
    .sort((a, b) => a - b);
  if (latenesses.length < POINTS || latenesses.at(-1)! < REACH_MS || latenesses[0]! > 0)
    return wrong(
      `curve.sql gives ${latenesses.length} points.`,
      `give columns lateness_ms and dropped, for at least ${POINTS} latenesses from 0 to ${REACH_MS} ms or more`,
    );
  const ours = new Map(
    (await facts.sql(run, ourCurve(latenesses))).map((row) => [Number(row.lateness_ms), Number(row.dropped)]),
  );
  const off = latenesses.find((one) => given.get(one) !== ours.get(one));
  if (off !== undefined)
    return wrong(
      `at a lateness of ${off} ms curve.sql says that ${given.get(off)} events are dropped; gold would drop ${ours.get(off)}.`,
      given.get(off)! > ours.get(off)!
        ? 'take one event that is late and in gold all the same: when did its window close?'
        : 'you take some for counted that are not: a window that ends at 10:00:05 is over at 10:00:05, not after it',
    );
  const zero = latenesses.find((one) => ours.get(one) === 0);
  return passed(
    `the curve of run ${run.runId} is right: ${ours.get(latenesses[0]!)} dropped at ${latenesses[0]} ms, none from ${zero ?? 'beyond your points'}${zero === undefined ? '' : ' ms'} on.`,
  );
}

async function bought(facts: LabFacts): Promise<Answer> {
  const flipped = await verdictFlips(facts, {
    run: 'late',
    brokenBy: ['late-dropped'],
    lookAt: 'read from your curve where the last event stops being dropped',
  });
  if (flipped.outcome !== 'passed') return flipped;
  const { allowedLatenessMs } = facts.settings().stream;
  if (allowedLatenessMs > DEAREST_MS)
    return wrong(
      `nothing is dropped, but with stream.allowedLatenessMs ${allowedLatenessMs} a window is final ${allowedLatenessMs / 1000} s after its end; 15 s is what the readers wait.`,
      'find the smallest lateness of your curve that drops nothing',
    );
  return passed(`${flipped.evidence} The price is ${allowedLatenessMs / 1000} s until a number is final.`);
}

export const checks: Record<string, Check> = {
  'draw-the-curve': drawn,
  'buy-lateness': bought,
  'bound-the-clock': (facts) =>
    verdictFlips(facts, {
      run: 'lying',
      brokenBy: ['late-dropped', 'corrupt'],
      lookAt: 'which time may move the watermark? See silver.timeBounds',
    }),
};
