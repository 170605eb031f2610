// Lab 2's checks: three diagnoses against the fault that was really there, and an answer that must become right.
import { type Answer, cannotTell, notYet, passed } from '../answer.ts';
import { compareAnswers } from '../checks/compare-answers.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
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
};
