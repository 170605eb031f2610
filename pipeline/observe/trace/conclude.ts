// From the facts about one event to its path: what happened when, where the trail ends, and what that means. Pure.
import type { TraceFacts } from './trace-facts.ts';
import { atPlace, hasReached, lateByMs, TOPIC_SAYS, type TrailEnd, trailEnd } from './trail-end.ts';

export interface TraceStep {
  /** ms since the epoch; null when not known. */
  at: number | null;
  place: 'source' | 'kafka' | 'bronze' | 'silver' | 'quarantine' | 'gold';
  what: string;
}
export interface Trail extends TrailEnd {
  event: string;
  steps: TraceStep[];
}

/** The path of the event and where it ends. */
export function conclude(facts: TraceFacts): Trail {
  const steps = [
    ...sourceSteps(facts),
    ...topicSteps(facts),
    ...bronzeSteps(facts),
    ...silverSteps(facts),
    ...goldSteps(facts),
  ];
  return { event: facts.event.id, steps, ...trailEnd(facts) };
}

function sourceSteps({ ledger }: TraceFacts): TraceStep[] {
  if (ledger === null) return [];
  const steps: TraceStep[] = [];
  if (ledger.madeAt !== null)
    steps.push({
      at: ledger.madeAt,
      place: 'source',
      what: `made, meant for partition ${ledger.partition} (batch ${ledger.batch})`,
    });
  const why = ledger.why === null ? '' : `: ${ledger.why}`;
  const outcomes: Record<typeof ledger.outcome, TraceStep> = {
    acked: {
      at: ledger.settledAt,
      place: 'kafka',
      what: `acknowledged by Kafka ${atPlace(ledger)}`,
    },
    failed: { at: ledger.settledAt, place: 'kafka', what: `refused by Kafka${why}` },
    unknown: { at: ledger.settledAt, place: 'kafka', what: `sent, and nobody knows whether it landed${why}` },
    open: { at: null, place: 'kafka', what: 'sent, without an answer so far' },
    dropped: { at: ledger.settledAt, place: 'source', what: `given up before it was sent${why}` },
  };
  return [...steps, outcomes[ledger.outcome]];
}

function topicSteps({ inTopic, topic }: TraceFacts): TraceStep[] {
  if (inTopic === null) return [];
  return [{ at: null, place: 'kafka', what: `asked now, the topic '${topic}' says: ${TOPIC_SAYS[inTopic]}` }];
}

function bronzeSteps({ bronze }: TraceFacts): TraceStep[] {
  return bronze.map(({ partition, offset, ingestedAt, commit }) => ({
    at: commit?.at ?? ingestedAt,
    place: 'bronze',
    what: `in bronze ${commit ? `since version ${commit.version}` : '(the commit that brought it was cleaned up)'}, from partition ${partition} offset ${offset}`,
  }));
}

function silverSteps({ silver, quarantine, silverCommit, quarantineCommit }: TraceFacts): TraceStep[] {
  const accepted = silver.map(
    (row): TraceStep => ({
      at: silverCommit?.at ?? row.ingestedAt,
      place: 'silver',
      what: `in silver${since(silverCommit)} with event time ${iso(row.eventTime)}${row.behindMs > 0 ? `, ${row.behindMs} ms behind its partition` : ''}`,
    }),
  );
  const rejected = quarantine.map(
    ({ reasons, rejectedAt }): TraceStep => ({
      at: quarantineCommit?.at ?? rejectedAt,
      place: 'quarantine',
      what: `in quarantine${since(quarantineCommit)}: ${reasons}`,
    }),
  );
  return [...accepted, ...rejected];
}

function goldSteps(facts: TraceFacts): TraceStep[] {
  const row = facts.silver[0];
  const gold = facts.gold[0];
  if (row === undefined || lateByMs(facts, row) !== null || gold === undefined || !hasReached(facts))
    return [];
  const state = gold.isFinal ? 'final' : 'provisional';
  return [
    {
      at: facts.goldCommit?.at ?? null,
      place: 'gold',
      what: `in gold${since(facts.goldCommit)}: window ${iso(gold.windowStart)}, ${state}`,
    },
  ];
}

const since = (commit: { version: number } | null) => (commit ? ` since version ${commit.version}` : '');
const iso = (ms: number) => new Date(ms).toISOString();
