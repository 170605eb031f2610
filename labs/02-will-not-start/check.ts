// Lab 2's checks: three diagnoses against the fault that was really there, an answer that must become right, and a pipeline that must start.
import type { RunResult } from '../../chaos/result.ts';
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { compareAnswers } from '../checks/compare-answers.ts';
import { verdictFlips, worst } from '../checks/verdict-flips.ts';
import type { LabFacts } from '../facts.ts';
import type { Check } from '../lab.ts';

interface Truth {
  processRuns: boolean;
  whose: string;
  mend: string;
  /** What speaks against other answers. */
  symptom: string;
}

const TRUTHS: Record<string, Truth> = {
  'port-taken': {
    processRuns: false,
    whose: 'other-program',
    mend: 'free-the-port',
    symptom:
      'it was started again, could not bind its port, and ended: its folder and its settings are as they were',
  },
  'wrong-cluster-id': {
    processRuns: true,
    whose: 'data-folder',
    mend: 'right-folder',
    symptom: 'it ran and asked again and again to join, and the controller answered INCONSISTENT_CLUSTER_ID',
  },
  'unreachable-address': {
    processRuns: true,
    whose: 'own-settings',
    mend: 'advertised-listeners',
    symptom: 'it ran and was a member, and its clients were told a port where nobody listens',
  },
};

async function diagnosed(facts: LabFacts, run: string): Promise<Answer> {
  const found = await facts.before(run);
  const how = facts.howToRun(run, { start: true });
  if (found === undefined) return notYet('there is no run to look at yet.', `run ${how}`);
  const fault = found.result!.faults[0];
  if (found.result!.verdict === 'inconclusive' || fault === undefined)
    return cannotTell(
      `run ${found.runId} proves nothing: ${found.result!.inconclusiveBecause ?? 'it has no fault'}.`,
      `make it again: ${how}`,
    );
  const broker = String(fault.args.broker);
  const truth = TRUTHS[String(fault.args.obstacle)]!;
  const since = new Date(fault.injectedAt).toISOString();
  const logs = (who: string) => `npx lakequake logs ${who} --run ${found.runId} --since ${since}`;
  const about = {
    but: `of ${broker} in run ${found.runId} one knows: ${truth.symptom}`,
    lookAt: `${logs(broker)}, and ${logs('source')}`,
  };
  const answer = compareAnswers(facts.text('diagnosis.yaml'), 'diagnosis.yaml', [
    {
      path: `${run}.broker`,
      is: broker,
      but: `that one served all the time in run ${found.runId}`,
      lookAt: `the signals of the run name who is missing: npx lakequake chaos report ${found.runId}`,
    },
    { path: `${run}.process_runs`, is: truth.processRuns, ...about },
    { path: `${run}.whose`, is: truth.whose, ...about },
    { path: `${run}.mend`, is: truth.mend, ...about },
  ]);
  return answer ?? passed(`${broker} in run ${found.runId}: ${truth.symptom}.`);
}

/** Fewer than this while a broker is away: writing has stopped. */
const STILL_WRITES_EVENTS = 1_000;

/** Events acknowledged between the fault and its end. */
function ackedMeanwhile({ phases }: RunResult): number {
  const by = (name: string) => phases.find(({ phase }) => phase === name)?.acked ?? 0;
  return by('observe') - by('inject');
}

/** It starts, and goes on writing without one broker. Silencing whoever refused gives the first without the second. */
async function starts(facts: LabFacts): Promise<Answer> {
  const run = await facts.now('pipeline');
  const how = facts.howToRun('pipeline');
  if (run === undefined)
    return notYet('pipeline.yaml, as it is now, has not been started yet.', `run ${how}`);
  const { runId, result } = run;
  const { verdict, refused, faults, inconclusiveBecause } = result!;
  if (refused !== null && verdict !== 'inconclusive')
    return wrong(
      `the pipeline of run ${runId} did not start: ${refused.says}.`,
      'which line of pipeline.yaml is that, and what would it cost on the day a broker is away?',
    );
  const fault = faults.find(({ proof }) => proof !== null);
  if (fault !== undefined && verdict === 'inconclusive' && ackedMeanwhile(result!) < STILL_WRITES_EVENTS)
    return wrong(
      `the pipeline of run ${runId} started, and while ${String(fault.args.broker)} was away ${ackedMeanwhile(result!)} events were acknowledged.`,
      'how many replicas must have a record before it counts, and how many are there without that broker?',
    );
  if (verdict === 'inconclusive')
    return cannotTell(
      `run ${runId} proves nothing: ${inconclusiveBecause ?? 'it is inconclusive'}.`,
      `make it again: ${how}`,
    );
  if (verdict === 'broken')
    return wrong(
      `run ${runId} started, and is broken: ${worst(result!, [])}.`,
      'see the topic in pipeline.yaml',
    );
  return passed(
    `the pipeline of run ${runId} started, and went on while ${String(fault?.args.broker)} was away: ${ackedMeanwhile(result!)} events were acknowledged meanwhile, and none is missing.`,
  );
}

export const checks: Record<string, Check> = {
  'the-port': (facts) => diagnosed(facts, 'port'),
  'the-cluster': (facts) => diagnosed(facts, 'cluster'),
  'the-listener': (facts) => diagnosed(facts, 'listener'),
  'ask-the-right-one': (facts) =>
    verdictFlips(facts, {
      run: 'listener',
      brokenBy: ['misdiagnosed'],
      lookAt: 'who is asked, and what can they see? See observe.diagnosis',
    }),
  'the-pipeline': starts,
};
