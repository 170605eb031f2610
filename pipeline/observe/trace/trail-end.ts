// Where the trail of one event ends, and what that means, in words for a learner. Pure.
import type { LedgerFact, SilverRow, TraceFacts } from './trace-facts.ts';

export type Fate =
  | 'counted'
  | 'provisional'
  | 'late-dropped'
  | 'quarantined'
  | 'on-its-way'
  | 'lost-write'
  | 'not-in-bronze'
  | 'dropped-by-silver'
  | 'missing-from-gold'
  | 'never-acked'
  | 'dropped-at-source'
  | 'unknown-outcome';

export interface TrailEnd {
  fate: Fate;
  /** One or two sentences. */
  meaning: string;
}

/** What the topic says when it is asked about an event. */
export const TOPIC_SAYS = {
  present: 'it holds the event',
  deleted: 'retention has deleted what stood there',
  gone: 'there is no such topic',
  other: 'another event stands at that offset',
  beyond: 'its log ends before that offset',
  missing: 'no record there is this event',
} as const;

/** `at partition 1 offset 7`; with acks=0 Kafka tells no offset. */
export const atPlace = ({ partition, offset }: Pick<LedgerFact, 'partition' | 'offset'>) =>
  offset === null
    ? `for partition ${partition}, without an offset`
    : `at partition ${partition} offset ${offset}`;

/** How far behind the limit a row is, by the row rule of gold; null when it is in time. */
export function lateByMs(
  { windowMs, allowedLatenessMs }: Pick<TraceFacts, 'windowMs' | 'allowedLatenessMs'>,
  row: SilverRow,
): number | null {
  const windowEnd = (Math.floor(row.eventTime / windowMs) + 1) * windowMs;
  const by = row.eventTime + row.behindMs - allowedLatenessMs - windowEnd;
  return by >= 0 ? by : null;
}

/** Whether gold has taken in the silver version that brought the row; unknown versions count as reached. */
export function hasReached({ goldPosition, silverCommit }: TraceFacts): boolean {
  return silverCommit === null || (goldPosition !== null && goldPosition >= silverCommit.version);
}

/** The last place the event got to decides. */
export function trailEnd(facts: TraceFacts): TrailEnd {
  if (facts.silver.length > 0) return endInGold(facts);
  if (facts.quarantine.length > 0)
    return {
      fate: 'quarantined',
      meaning: `It was read and refused (${facts.quarantine[0]!.reasons}); its bytes are kept in quarantine.`,
    };
  if (facts.bronze.length > 0) return endInBronze(facts);
  return endBeforeBronze(facts);
}

function endInGold(facts: TraceFacts): TrailEnd {
  const row = facts.silver[0]!;
  const copies = copiesOf(facts);
  const late = lateByMs(facts, row);
  if (late !== null)
    return {
      fate: 'late-dropped',
      meaning: `It came ${late} ms too late for its window and gold left it out (allowed lateness ${facts.allowedLatenessMs} ms).${copies}`,
    };
  if (!hasReached(facts))
    return { fate: 'on-its-way', meaning: `Gold has not taken in that silver version yet.${copies}` };
  const gold = facts.gold[0];
  if (gold === undefined)
    return {
      fate: 'missing-from-gold',
      meaning: `It was in time and gold has passed it, but there is no such window in gold: gold is wrong.${copies}`,
    };
  return gold.isFinal
    ? { fate: 'counted', meaning: `It counts in a final window.${copies}` }
    : { fate: 'provisional', meaning: `It counts in a window that may still change.${copies}` };
}

function copiesOf({ bronze, silver }: TraceFacts): string {
  if (silver.length > 1) return ` It is in silver ${silver.length} times: a duplicate.`;
  return bronze.length > 1
    ? ` Bronze holds it ${bronze.length} times; silver took one and left out the others as duplicates.`
    : '';
}

function endInBronze({ bronze, silverPosition }: TraceFacts): TrailEnd {
  const version = bronze[0]!.commit?.version ?? null;
  if (version === null || silverPosition === null || silverPosition < version)
    return {
      fate: 'on-its-way',
      meaning: `Silver holds bronze up to version ${silverPosition ?? 'none'} and has not come to it yet.`,
    };
  return {
    fate: 'dropped-by-silver',
    meaning: `Silver has passed bronze version ${version}, but the event is neither in silver nor in quarantine: silver lost it (silver.poison set to drop, or a fault in its SQL).`,
  };
}

function endBeforeBronze(facts: TraceFacts): TrailEnd {
  const { ledger, event } = facts;
  if (ledger === null)
    return event.kind === 'foreign'
      ? notInBronze(facts, event.partition, event.offset, 'It')
      : { fate: 'unknown-outcome', meaning: 'Neither ledger nor lake knows this event.' };
  switch (ledger.outcome) {
    case 'dropped':
      return {
        fate: 'dropped-at-source',
        meaning:
          'The source gave it up before sending it; it was never acknowledged, so nobody was promised anything.',
      };
    case 'failed':
      return {
        fate: 'never-acked',
        meaning:
          'Kafka refused it with a definite error; it was never acknowledged, and it is nowhere, as it should be.',
      };
    case 'unknown':
      return {
        fate: 'unknown-outcome',
        meaning:
          'Its send ended without a certain answer, and it is not in bronze: it probably never landed, which breaks no promise.',
      };
    case 'open':
      return {
        fate: 'on-its-way',
        meaning: 'Its send has no answer yet (or the source died before one came).',
      };
    case 'acked':
      return notInBronze(
        facts,
        ledger.partition ?? -1,
        ledger.offset,
        `Acknowledged by Kafka ${atPlace(ledger)}, it`,
      );
  }
}

/** Bronze has not come as far: it still can, unless the topic holds the event no more. */
function notYetRead(
  stand: string,
  it: string,
  { inTopic, topic }: Pick<TraceFacts, 'inTopic' | 'topic'>,
): TrailEnd {
  if (inTopic === 'deleted' || inTopic === 'gone')
    return {
      fate: 'not-in-bronze',
      meaning: `${it} was never read and cannot be any more: ${stand}, and ${inTopic === 'deleted' ? 'retention has deleted the event from the topic' : `there is no topic '${topic}' any more`}.`,
    };
  const unasked =
    inTopic === null ? ' Whether the topic still holds it was not asked, as no cluster answers.' : '';
  return { fate: 'on-its-way', meaning: `${it} is not in bronze yet: ${stand}.${unasked}` };
}

function notInBronze(
  { bronzePosition, heldInstead, inTopic, topic }: TraceFacts,
  partition: number,
  offset: number | null,
  it: string,
): TrailEnd {
  if (heldInstead !== null)
    return {
      fate: 'lost-write',
      meaning: `${it} is absent from the topic: that offset holds ${heldInstead}. A lost write.`,
    };
  if (inTopic === 'other' || inTopic === 'beyond' || inTopic === 'missing')
    return {
      fate: 'lost-write',
      meaning: `${it} is absent from the topic (${offset === null ? 'no record of that partition is this event' : TOPIC_SAYS[inTopic]}). A lost write.`,
    };
  if (bronzePosition === null || (offset !== null && bronzePosition <= offset))
    return notYetRead(`bronze stands at offset ${bronzePosition ?? 'none'} of partition ${partition}`, it, {
      inTopic,
      topic,
    });
  const where = `bronze has read partition ${partition} up to offset ${bronzePosition} and does not hold it`;
  if (inTopic === 'present')
    return {
      fate: 'not-in-bronze',
      meaning: `${it} is in the topic, but ${where}: ${offset === null ? 'the processor skipped it, or has not come to it' : 'the processor skipped it'}.`,
    };
  const unsure =
    inTopic === 'deleted'
      ? 'retention has deleted it from the topic since'
      : inTopic === 'gone'
        ? `there is no topic '${topic}' any more`
        : `the topic '${topic}' was not asked, as no cluster answers`;
  return {
    fate: 'not-in-bronze',
    meaning: `${it} is ${offset === null ? 'nowhere to be found' : 'lost'}: ${where}. Whether Kafka ever stored it cannot be told (${unsure}).`,
  };
}
