// Lab 11's checks: one path.sql is asked over the tables of each broken deployment, and over the tables beside them that are well. A step
// asks for its own cause and for those of the steps before it: a path that finds one cause and loses another is none.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const FILE = 'path.sql';
const LAKE = 'deploy-afresh';
const NONE = 'none';

interface Incident {
  run: string;
  cause: string;
  lookAt: string;
}

/** In the order in which the data flows. */
const INCIDENTS: readonly Incident[] = [
  {
    run: 'topic',
    cause: 'wrong-topic',
    lookAt: 'which table is the first, from the source on, that has no row?',
  },
  {
    run: 'offset',
    cause: 'start-beyond-data',
    lookAt: 'from where would bronze read on, and where does the topic end?',
  },
  {
    run: 'future',
    cause: 'watermark-in-future',
    lookAt: 'compare the newest time that the events claim with the time at which they came',
  },
  {
    run: 'filter',
    cause: 'sql-filter',
    lookAt: 'every link before the last one holds: is that line still there?',
  },
];

type Given = { cause: string } | { odd: string };

function causeIn(rows: readonly Row[]): Given {
  if (rows.length !== 1) return { odd: `gives ${rows.length} rows` };
  return 'cause' in rows[0]! ? { cause: String(rows[0].cause) } : { odd: 'gives no column cause' };
}

/** Null when the path names this incident's cause, and nothing over the tables that are well. */
async function examined(facts: LabFacts, { run: name, cause, lookAt }: Incident): Promise<Answer | null> {
  const run = await facts.before(name);
  const how = facts.howToRun(name, { start: true });
  if (run === undefined) return notYet(`there is no run '${name}' to ask yet.`, `run ${how}`);
  if (run.result!.verdict === 'inconclusive')
    return cannotTell(
      `run ${run.runId} proves nothing: ${run.result!.inconclusiveBecause ?? 'it is inconclusive'}.`,
      `make it again: ${how}`,
    );
  const text = facts.text(FILE);
  const broken = causeIn(await facts.ask(run, text, LAKE));
  const well = causeIn(await facts.ask(run, text));
  return judged(run, { broken, well, cause, lookAt });
}

function judged(
  { runId }: LabRun,
  { broken, well, cause, lookAt }: { broken: Given; well: Given; cause: string; lookAt: string },
): Answer | null {
  for (const given of [broken, well])
    if ('odd' in given)
      return wrong(`${FILE} ${given.odd} over run ${runId}.`, 'give one row with one column, cause');
  const [says, saysOfWell] = [broken, well].map((given) => (given as { cause: string }).cause);
  if (says !== cause)
    return wrong(
      `over the empty gold.traffic of run ${runId} ${FILE} says ${says}; that was not it.`,
      lookAt,
    );
  if (saysOfWell !== NONE)
    return wrong(
      `over the first deployment of run ${runId}, whose tables are full and right, ${FILE} says ${saysOfWell}.`,
      `a link that holds must not be named: say ${NONE}`,
    );
  return null;
}

/** The cause of the incident at this place, and of all before it. */
const named =
  (place: number): Check =>
  async (facts) => {
    for (const incident of INCIDENTS.slice(0, place + 1)) {
      const answer = await examined(facts, incident);
      if (answer !== null) return answer;
    }
    const causes = INCIDENTS.slice(0, place + 1).map(({ cause }) => cause);
    return passed(
      `${FILE} names ${causes.join(', ')} where each was the cause, and ${NONE} where all is well.`,
    );
  };

export const checks: Record<string, Check> = {
  'name-the-topic': named(0),
  'name-the-offset': named(1),
  'name-the-clock': named(2),
  'name-the-filter': named(3),
  'let-the-page-say-it': (facts) =>
    verdictFlips(facts, {
      run: 'filter',
      brokenBy: ['false-health', 'misdiagnosed'],
      lookAt:
        'who says that all is well, and who is asked for the cause? See observe.health and observe.diagnosis',
    }),
};
