// Lab 7's checks: the excess of each window against our own count, a verdict that must flip, and a bronze without copies.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const OUR_EXCESS = `
  WITH truth AS (
    SELECT time_bucket(INTERVAL '3 seconds', event_time) AS window_start, count(*) AS requests
    FROM ledger WHERE outcome = 'acked' AND expected = 'silver' GROUP BY 1)
  SELECT window_start, gold.traffic.requests - coalesce(truth.requests, 0) AS excess
  FROM gold.traffic LEFT JOIN truth USING (window_start)
  WHERE excess <> 0`;
const COPIES = `
  SELECT event_id, count(*) AS copies, string_agg(kafka_offset::VARCHAR, ' and ' ORDER BY kafka_offset) AS offsets
  FROM bronze GROUP BY event_id HAVING count(*) > 1 ORDER BY event_id`;

const COLUMNS = ['window_start', 'excess'];

const byWindow = (rows: readonly Row[]) =>
  new Map(rows.map((row) => [new Date(String(row.window_start)).getTime(), Number(row.excess)]));
const clock = (ms: number) => new Date(ms).toISOString();

async function counted(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('lostack');
  const how = facts.howToRun('lostack', { start: true });
  if (run === undefined) return notYet('there is no run to ask yet.', `predict, then run ${how}`);
  if (run.result!.verdict !== 'broken')
    return cannotTell(
      `run ${run.runId} has nothing doubled: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
      `make it again: ${how}`,
    );
  const ours = byWindow(await facts.sql(run, OUR_EXCESS));
  const rows = await facts.ask(run, facts.text('excess.sql'));
  if (rows.length > 0 && !COLUMNS.every((column) => column in rows[0]!))
    return wrong(
      'excess.sql gives other columns than it should.',
      `give columns ${COLUMNS.join(' and ')}, one row a window`,
    );
  return comparedWindows(ours, byWindow(rows), run.runId);
}

function comparedWindows(
  ours: ReadonlyMap<number, number>,
  given: ReadonlyMap<number, number>,
  runId: string,
): Answer {
  const off = [...new Set([...ours.keys(), ...given.keys()])].find(
    (one) => (ours.get(one) ?? 0) !== (given.get(one) ?? 0),
  );
  if (off === undefined)
    return passed(
      `excess.sql names all ${ours.size} windows of run ${runId} that are wrong, ${[...ours.values()].reduce((a, b) => a + b, 0)} requests too many in all.`,
    );
  return wrong(
    `for the window from ${clock(off)} excess.sql gives ${given.get(off) ?? 'nothing'}; ${ours.get(off) ?? 0} requests are too many there.`,
    'compare gold with somebody who counted before there was anything to double',
  );
}

const MEMORY = 'who remembers which ids have come? See stream.dedup';

/** A producer that sends nothing twice makes the run hold as well; but in that step it is somebody else's. */
const withoutMemory = ({ runId, settings }: LabRun): Answer | null =>
  settings.stream.dedup
    ? null
    : wrong(
        `run ${runId} held, because no copy came as far as silver. Had one come, silver would have counted it; and in this step the producer is not yours to change.`,
        MEMORY,
      );

async function refused(facts: LabFacts): Promise<Answer> {
  const flipped = await verdictFlips(facts, {
    run: 'lostack',
    brokenBy: ['duplicate'],
    lookAt: 'what would let a broker recognise a batch it has had? See producer.idempotent',
  });
  if (flipped.outcome !== 'passed') return flipped;
  const run = (await facts.now('lostack'))!;
  const [copy] = await facts.sql(run, COPIES);
  if (copy === undefined) return passed(`${flipped.evidence} No event stands in its bronze twice.`);
  return wrong(
    `silver is right, but bronze of run ${run.runId} holds ${String(copy.event_id)} ${String(copy.copies)} times, at offsets ${String(copy.offsets)}.`,
    'the copy must not get into Kafka: see producer.idempotent',
  );
}

export const checks: Record<string, Check> = {
  'count-the-excess': counted,
  'remember-in-silver': (facts) =>
    verdictFlips(facts, {
      run: 'lostack',
      brokenBy: ['duplicate'],
      lookAt: MEMORY,
      heldWithout: withoutMemory,
    }),
  'refuse-at-the-broker': refused,
};
