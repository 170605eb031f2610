// What must be said before healing, because healing would erase it: what is stuck, and what the observation answers when it is asked for
// the cause. Asked at the end of the observation, of a live system.
import type { Experiment } from './phases.ts';

export interface GivenDiagnosis {
  question: string;
  rightCause: string;
  cause: string;
  says: string;
  /** ms since the epoch. */
  at: number;
}

export interface BeforeHealing {
  /** A sentence when something does not move and would be healed away. */
  stuck: string | null;
  diagnoses: GivenDiagnosis[];
  says: string;
}

/** Asks; a question that cannot be answered has the cause `no answer`. */
export async function beforeHealing({
  scenario,
  system,
  caseName,
  disarmed,
}: Experiment): Promise<BeforeHealing> {
  if (disarmed) return { stuck: null, diagnoses: [], says: 'no fault, no question' };
  const stuck = (await scenario.stuckBeforeHealing?.(system, caseName)) ?? null;
  const diagnoses: GivenDiagnosis[] = [];
  for (const { question, rightCause, ask } of scenario.diagnoses?.(caseName) ?? []) {
    const { cause, says } = await ask(system);
    diagnoses.push({ question, rightCause, cause, says, at: Date.now() });
  }
  const told = diagnoses.map(({ question, cause, says }) => `${question} ${cause}: ${says}`);
  return { stuck, diagnoses, says: [stuck, ...told].filter((one) => one !== null).join('; ') };
}
