// `trace EVENT`: finds the run of an event, gathers what is known of it, and tells its path. An event nobody knows is an
// error that suggests the nearest one.
import { LakequakeError } from '../../contract/errors.ts';
import { locateRun, type RunPlaces, runIds } from '../locate-run.ts';
import { ledgerLines } from '../sql/ledger-view.ts';
import { type LakeSql, openLakeSql } from '../sql/open-lake-sql.ts';
import { conclude, type Trail } from './conclude.ts';
import { type EventName, eventName } from './event-name.ts';
import { type AskTopic, gatherTrace, type TraceFacts } from './trace-facts.ts';

export interface Trace extends Trail {
  facts: TraceFacts;
  run: string;
}

export interface TraceOptions {
  stateDir: string;
  /** Asks the topic itself; leave it out when no cluster runs. */
  askTopic?: AskTopic;
}

/** Throws `bad-argument` for what is no id and `not-found`, with a suggestion, for an id nobody knows. */
export async function traceEvent(text: string, { stateDir, askTopic }: TraceOptions): Promise<Trace> {
  const event = eventName(text);
  const places = placesOf(stateDir, event);
  const sql = await openLakeSql({
    lakeDir: places.lakeDir,
    ledger: places.ledger,
    limits: { memoryMb: 1024 },
  });
  try {
    const facts = await gatherTrace(sql, event, places.spec, askTopic);
    if (facts.ledger === null && facts.bronze.length === 0 && facts.inTopic !== 'present')
      throw await unknownEvent(sql, event, facts);
    return { ...conclude(facts), facts, run: places.name };
  } finally {
    sql.close();
  }
}

function placesOf(stateDir: string, event: EventName): RunPlaces {
  if (event.kind === 'ours') return locateRun(stateDir, event.runId);
  const ofTopic = /^lq-(.+)$/.exec(event.topic)?.[1];
  return locateRun(
    stateDir,
    ofTopic !== undefined && runIds(stateDir).includes(ofTopic) ? ofTopic : undefined,
  );
}

async function unknownEvent(sql: LakeSql, event: EventName, facts: TraceFacts): Promise<LakequakeError> {
  return new LakequakeError('not-found', `nobody knows the event ${event.id}`, {
    hint: await nearest(sql, event, facts),
  });
}

async function nearest(sql: LakeSql, event: EventName, facts: TraceFacts): Promise<string> {
  if (event.kind === 'foreign')
    return facts.bronzePosition === null
      ? `bronze holds nothing of partition ${event.partition} of '${event.topic}'`
      : `bronze holds partition ${event.partition} up to offset ${facts.bronzePosition - 1}`;
  const files = sql.ledgerFiles();
  const rows =
    files.length === 0
      ? []
      : await sql.trusted(
          `SELECT min(s) AS first, max(s) AS last FROM (SELECT unnest(seq) AS s FROM ${ledgerLines(files)}
           WHERE t = 'intent' AND contains(filename, '${event.runId}'))`,
        );
  const { first, last } = (rows[0] ?? {}) as { first?: number | null; last?: number | null };
  if (first == null || last == null) return 'the ledger of that run is empty';
  const closest = Math.min(Math.max(event.seq, first), last);
  return `did you mean ${event.runId}-${closest}? That run made events ${first} to ${last}`;
}
