// One question to the observation, one answer: the named cause and the sentence that goes with it. By default the answer of the chain
// (`why`); `observe.diagnosis: process-state` takes the naive view that what has no dead process has no cause. Never looks at a verdict.
import type { Settings } from '../contract/settings.ts';
import type { ProcessFacts } from './snapshot.ts';
import { answerChanged, answerWhy, type WhyOptions } from './why/answer-why.ts';
import type { Question } from './why/link.ts';

export interface Diagnosed {
  cause: string;
  says: string;
}

/** The cause that is named when none was found. */
export const NO_CAUSE = 'no cause found';

export interface DiagnoseOptions extends WhyOptions {
  observe: Pick<Settings['observe'], 'diagnosis'>;
  /** What the operating system knows of the processes now. */
  processes: readonly ProcessFacts[];
}

/** Answers `why QUESTION`; the cause of `changed` is the kind and subject of the likeliest change. */
export async function diagnose(
  question: Question | 'changed',
  { observe, processes, ...why }: DiagnoseOptions,
): Promise<Diagnosed> {
  if (observe.diagnosis === 'process-state') return byProcessState(processes);
  if (question === 'changed') {
    const { ranked, summary } = await answerChanged(why);
    const change = ranked[0]?.change;
    return { cause: change === undefined ? NO_CAUSE : `${change.kind} ${change.subject}`, says: summary };
  }
  const { cause, summary, links } = await answerWhy(question, why);
  const evidence = links.find(({ judgement }) => judgement.state === 'broken')?.judgement.evidence ?? [];
  return { cause: cause ?? NO_CAUSE, says: [summary, ...evidence].join('; ') };
}

/** The naive diagnosis: a process is down, or nothing is. */
export function byProcessState(processes: readonly ProcessFacts[]): Diagnosed {
  const dead = processes.filter(({ alive }) => !alive).map(({ name }) => name);
  return dead.length === 0
    ? { cause: NO_CAUSE, says: `all ${processes.length} processes run` }
    : { cause: 'a process is down', says: `${dead.join(', ')} does not run` };
}
