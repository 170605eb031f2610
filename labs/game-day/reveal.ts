// The reveal: what was drawn, the timeline of what struck and what was done about it, and the score. Pure: diary, journal and draw in. It is the first
// thing that may name the fault.
import type { StampedEntry } from '../../chaos/journal.ts';
import type { GameStand } from './diary.ts';
import { drawFault } from './draw.ts';
import { ACTIONS, CAUSES, type Choice, COMPONENTS } from './pool.ts';
import { factsOf, type GameFacts, type GameScore, scoreGame } from './score.ts';

export interface TimelineItem {
  at: number;
  /** Since the fault struck; negative before. */
  seconds: number;
  what: 'injected' | 'signal' | 'detected' | 'named' | 'mitigated' | 'undone' | 'healed';
  says: string;
}

export interface Reveal {
  game: string;
  seed: number;
  runId: string;
  scenario: string;
  variant: string;
  title: string;
  teaches: string;
  variantTitle: string;
  verdict: string;
  findings: string[];
  answer: { components: string[]; cause: string; mitigations: string[] };
  timeline: TimelineItem[];
  score: GameScore;
}

/** More signals than this tell nothing new. */
const SIGNALS_SHOWN = 8;

export const saysOf = (choices: readonly Choice[], id: string): string =>
  choices.find((one) => one.id === id)?.says ?? id;

/** The journal must have its beginning; a run that failed has no verdict. */
export function revealOf(stand: GameStand, journal: readonly StampedEntry[]): Reveal {
  const { entry } = drawFault(stand.seed);
  const start = journal.find((one) => one.type === 'start')!;
  const result = journal.findLast((one) => one.type === 'end')?.result;
  return {
    game: stand.game,
    seed: stand.seed,
    runId: start.runId,
    scenario: start.scenario,
    variant: start.variant,
    title: start.about?.title ?? start.scenario,
    teaches: start.about?.teaches ?? '',
    variantTitle: start.about?.variantTitle ?? start.variant,
    verdict: result?.verdict ?? 'none: the run did not end',
    findings: result?.evidence.map(({ title, count }) => `${title}: ${count}`) ?? [],
    answer: {
      components: [...entry.components],
      cause: entry.cause,
      mitigations: [...entry.mitigations],
    },
    timeline: timelineOf(stand, journal),
    score: scoreGame(stand.entries, factsOf(journal), entry),
  };
}

/** A signal that fires for each of many partitions is one line, at its first: the others would hide what else was seen. */
function signalLines(signals: GameFacts['signals']): { at: number; says: string }[] {
  return [...new Set(signals.map(({ signal }) => signal))].map((signal) => {
    const [first, ...more] = signals.filter((one) => one.signal === signal);
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    return { at: first!.at, says: `${signal}: ${first!.says}${others}` };
  });
}

function timelineOf(stand: GameStand, journal: readonly StampedEntry[]): TimelineItem[] {
  const { injectedAt, signals, undoneAt, steadyAt } = factsOf(journal);
  const from = injectedAt ?? stand.begunAt;
  const items: Omit<TimelineItem, 'seconds'>[] = [];
  if (injectedAt !== null) items.push({ at: injectedAt, what: 'injected', says: 'the fault struck' });
  for (const { at, says } of signalLines(signals.filter((one) => one.at >= from)).slice(0, SIGNALS_SHOWN))
    items.push({ at, what: 'signal', says });
  for (const entry of stand.entries) {
    if (entry.type === 'detected')
      items.push({ at: entry.at, what: 'detected', says: `you saw it: ${entry.signal ?? 'in the figures'}` });
    if (entry.type === 'diagnosed') {
      const { component, cause } = entry;
      items.push({
        at: entry.at,
        what: 'named',
        says: `you said: ${saysOf(COMPONENTS, component)}, ${saysOf(CAUSES, cause)}`,
      });
    }
    if (entry.type === 'mitigated') {
      const reached = entry.fits ? 'it reached the cause' : 'it reached nothing that was wrong';
      items.push({
        at: entry.at,
        what: 'mitigated',
        says: `you did: ${saysOf(ACTIONS, entry.action)}; ${reached}`,
      });
    }
  }
  if (undoneAt !== null) items.push({ at: undoneAt, what: 'undone', says: 'the fault was over' });
  if (steadyAt !== null) items.push({ at: steadyAt, what: 'healed', says: 'all was well again' });
  return items
    .sort((a, b) => a.at - b.at)
    .map((item) => ({ ...item, seconds: Math.round((item.at - from) / 100) / 10 }));
}
