// Answers of `why` for a terminal: the sentence first, then the chain with its evidence. Pure.
import type { ChangedAnswer } from './answer-why.ts';
import { forMs, instant } from './phrases.ts';
import type { Answer } from './walk.ts';

const MARKS = { ok: '✓', unknown: '?', broken: '✗' } as const;

/** The chain as text, the first broken link with its evidence and what to do. */
export function printAnswer(answer: Answer): string {
  const links = answer.links.flatMap(({ claim, judgement }) => [
    `  ${MARKS[judgement.state]} ${claim}`,
    ...(judgement.state === 'broken' || judgement.evidence.length > 0
      ? judgement.evidence.map((line) => `      ${line}`)
      : []),
  ]);
  const source = answer.from === 'control' ? 'live' : 'from files: nothing answers';
  const cause = answer.cause === null ? [] : [`cause: ${answer.cause}`];
  const next = answer.next === null ? [] : [`next:  ${answer.next}`];
  return [`${answer.summary} (${source})`, ...cause, ...next, '', ...links].join('\n');
}

/** The likeliest changes as text, a line each. */
export function printChanged({ summary, how, ranked, turnedAt }: ChangedAnswer, most = 10): string {
  const rows = ranked.slice(0, most).map(({ change, beforeMs, related }, index) => {
    const when = turnedAt === null ? instant(change.at) : `${instant(change.at)} (${forMs(beforeMs)} before)`;
    return `  ${index + 1}. ${when}  ${change.kind} ${change.subject}: ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}  by ${change.by}${related ? '' : '  (elsewhere)'}`;
  });
  return [`${summary} (${how})`, ...(rows.length > 0 ? ['', ...rows] : [])].join('\n');
}
