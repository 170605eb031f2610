// Lab 16's checks: a diagnosis against the evidence of the blind run, and a verdict that must flip. Until the diagnosis is right, no answer may
// name the fault.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { loadSignals } from '../../pipeline/observe/evaluate.ts';
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { parseDiagnosis } from '../checks/parse-diagnosis.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun } from '../facts.ts';
import { drawFault } from '../game-day/draw.ts';
import type { Check } from '../lab.ts';
import { SEED } from './lab.ts';

const FILE = 'diagnosis.yaml';

/** Signals that fired after the fault struck, and how soon the first of each name did. */
function firedIn({ result }: LabRun): Map<string, number> {
  const fired = new Map<string, number>();
  for (const { signal, seconds } of (result?.detection ?? []).flatMap((one) => one.fired))
    fired.set(signal, Math.min(seconds, fired.get(signal) ?? Number.POSITIVE_INFINITY));
  return fired;
}

async function named(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('blind');
  const how = facts.howToRun('blind', { start: true });
  if (run === undefined) return notYet('there is no run to explain yet.', `predict, then run ${how}`);
  if (run.result!.verdict === 'inconclusive')
    return cannotTell(
      `run ${run.runId} proves nothing: ${run.result!.inconclusiveBecause ?? 'it is inconclusive'}.`,
      `make it again: ${how}`,
    );
  const given = parseDiagnosis(facts.text(FILE), FILE);
  if (given instanceof LakequakeError) return wrong(given.message, given.hint ?? 'mend that line');
  if (!(await loadSignals()).some(({ id }) => id === given.signal))
    return wrong(
      `${FILE} names a signal ${given.signal}, and there is none of that name.`,
      'write its name as the Signals view shows it',
    );
  const seconds = firedIn(run).get(given.signal);
  if (seconds === undefined)
    return wrong(
      `${FILE} says that ${given.signal} told you; it did not fire in run ${run.runId}.`,
      'open the Signals view on that run: which fired, and in which order?',
    );
  const { components, cause } = drawFault(SEED).entry;
  if (!components.includes(given.component))
    return wrong(
      `${given.signal} fired ${seconds} s after the fault, that is right. The component ${given.component} is not where it was.`,
      'go upstream from what you saw: which is the first part that was not well?',
    );
  if (given.cause !== cause)
    return wrong(
      `the component ${given.component} is right. The cause ${given.cause} is not what happened to it.`,
      `what would you see in the other signals if it were so? Compare with run ${run.runId}`,
    );
  return passed(
    `${given.signal} fired ${seconds} s after the fault struck; it was in the ${given.component}: ${given.cause}. Run ${run.runId} is no longer under seal.`,
  );
}

export const checks: Record<string, Check> = {
  'name-it': named,
  'mend-it': (facts) =>
    verdictFlips(facts, {
      run: 'blind',
      brokenBy: ['duplicate'],
      lookAt: 'what did the part that came back know of what it had done? See producer.resumeFrom',
    }),
};
