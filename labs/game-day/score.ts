// The score of a game day, by evidence: what the learner said and when, against what the run's journal shows. Pure: diary, truth and facts in, score
// out. Three points, one each: detected, named, mitigated. Words are for the debrief and count for nothing here.
import type { StampedEntry } from '../../chaos/journal.ts';
import type { Of, StampedDiary } from './diary.ts';
import type { Answer } from './pool.ts';

/** What the journal shows, ms since the epoch. */
export interface GameFacts {
  /** The first fault struck; null when none did. */
  injectedAt: number | null;
  /** Signals that fired, in time order. */
  signals: { signal: string; at: number; says: string }[];
  /** The last fault was undone. */
  undoneAt: number | null;
  /** The steady state was back. */
  steadyAt: number | null;
}

export interface Scored {
  ok: boolean;
  /** Since the fault struck; null when it was not done. */
  seconds: number | null;
  /** Why, in one sentence with the evidence. */
  says: string;
}

export interface GameScore {
  detected: Scored;
  named: Scored;
  mitigated: Scored;
  points: number;
  /** Claims made before the fault struck. */
  falseAlarms: number;
}

/** A claim may be typed this long before the page shows what the journal stamps, ms. */
const GRACE_MS = 2_000;

/** What a score needs to know of the run, from its journal alone. */
export function factsOf(journal: readonly StampedEntry[]): GameFacts {
  const faults = journal.filter((entry) => entry.type === 'fault');
  const undone = faults.filter(({ state }) => state === 'undone');
  const result = journal.findLast((entry) => entry.type === 'end')?.result;
  const struck = result?.faults.map(({ injectedAt }) => injectedAt) ?? [];
  const recovered = journal.findLast(
    (entry) => entry.type === 'phase' && entry.phase === 'recover' && entry.state === 'done',
  );
  const back = result === undefined || result.recoverySeconds !== null;
  return {
    injectedAt: struck.length > 0 ? Math.min(...struck) : (faults[0]?.at ?? null),
    signals: journal
      .filter((entry) => entry.type === 'signal')
      .map(({ signal, firedAt, says }) => ({ signal, at: firedAt, says }))
      .sort((a, b) => a.at - b.at),
    undoneAt: undone.at(-1)?.at ?? null,
    steadyAt: back ? (recovered?.at ?? null) : null,
  };
}

const secondsAfter = (at: number, from: number) => Math.round((at - from) / 100) / 10;
const no = (says: string): Scored => ({ ok: false, seconds: null, says });

function isType<T extends StampedDiary['type']>(type: T) {
  return (entry: StampedDiary): entry is Of<T> => entry.type === type;
}

/** The first claim after the fault struck that evidence bears out. */
function scoreDetected(claims: readonly Of<'detected'>[], { injectedAt, signals }: GameFacts): Scored {
  if (injectedAt === null) return no('no fault struck');
  const inTime = claims.filter(({ at }) => at >= injectedAt);
  if (inTime.length === 0)
    return no(claims.length === 0 ? 'nobody said that something is wrong' : 'said before anything was wrong');
  for (const { at, signal } of inTime) {
    const seconds = secondsAfter(at, injectedAt);
    const fired = signals.filter((one) => one.at >= injectedAt && one.at <= at + GRACE_MS);
    const named = fired.find((one) => one.signal === signal);
    if (named !== undefined) return { ok: true, seconds, says: `${named.signal} had fired: ${named.says}` };
    if (signal === null && fired.length === 0)
      return { ok: true, seconds, says: 'seen in the figures before any signal fired' };
  }
  const { signal } = inTime[0]!;
  return no(
    signal === null
      ? 'signals had fired, and none of them was named'
      : `${signal} had not fired when it was said to`,
  );
}

/** The last diagnosis counts: one may change one's mind. */
function scoreNamed(given: readonly Of<'diagnosed'>[], { injectedAt }: GameFacts, truth: Answer): Scored {
  const last = given.at(-1);
  if (last === undefined) return no('no diagnosis was given');
  if (injectedAt === null || last.at < injectedAt) return no('given before anything was wrong');
  const seconds = secondsAfter(last.at, injectedAt);
  const [component, cause] = [truth.components.includes(last.component), last.cause === truth.cause];
  if (component && cause) return { ok: true, seconds, says: 'component and cause are right' };
  const right = component
    ? 'the component is right, the cause is not'
    : 'the cause is right, the component is not';
  return { ok: false, seconds, says: component || cause ? right : 'neither component nor cause is right' };
}

/** An action that fits, done while the fault was live, after which the steady state came back. */
function scoreMitigated(given: readonly Of<'mitigated'>[], facts: GameFacts): Scored {
  const { injectedAt, steadyAt } = facts;
  if (given.length === 0) return no('nothing was done against it');
  const done = given.find(({ fits, at }) => fits && injectedAt !== null && at >= injectedAt);
  if (done === undefined || injectedAt === null)
    return no(`${given.length} tried, none reached what was wrong`);
  const seconds = secondsAfter(done.at, injectedAt);
  const tries = given.indexOf(done);
  const after = tries === 0 ? '' : `, after ${tries} that did not`;
  if (steadyAt === null)
    return { ok: false, seconds, says: `it reached the cause${after}, but all was not well again` };
  return { ok: true, seconds, says: `it reached the cause${after}; all was well again` };
}

/** A point each for detected, named and mitigated, with the seconds from the fault; `truth` is the drawn fault’s. */
export function scoreGame(diary: readonly StampedDiary[], facts: GameFacts, truth: Answer): GameScore {
  const claims = diary.filter(isType('detected'));
  const detected = scoreDetected(claims, facts);
  const named = scoreNamed(diary.filter(isType('diagnosed')), facts, truth);
  const mitigated = scoreMitigated(diary.filter(isType('mitigated')), facts);
  const { injectedAt } = facts;
  return {
    detected,
    named,
    mitigated,
    points: [detected, named, mitigated].filter(({ ok }) => ok).length,
    falseAlarms: claims.filter(({ at }) => injectedAt === null || at < injectedAt).length,
  };
}
