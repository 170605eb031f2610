// What `logs WORD` is about: a process by the name of its log, a run, a batch (a number), a place `partition:offset`, or
// an event, whose batch, place and time come from ledger and lake.
import { LakequakeError } from '../../contract/errors.ts';
import { locateRun, type RunPlaces, runIds, whereRunsAre } from '../locate-run.ts';
import { traceEvent } from '../trace/trace-event.ts';
import type { TraceFacts } from '../trace/trace-facts.ts';
import { logFiles } from './collect.ts';
import type { EventSubject, Subject } from './concerns.ts';

export interface FoundSubject {
  subject: Subject;
  folders: string[];
}

/** Throws `not-found` or `bad-argument` for a word that names nothing. */
export async function findSubject(stateDir: string, word: string, runId?: string): Promise<FoundSubject> {
  const places = placesFor(stateDir, runId);
  const folders = places.logDirs;
  const processes = [...new Set(logFiles(folders).map((one) => one.process))].sort();
  if (processes.includes(word)) return { subject: { kind: 'process', name: word }, folders };
  if (runIds(stateDir).includes(word))
    return { subject: { kind: 'run', runId: word }, folders: locateRun(stateDir, word).logDirs };
  if (/^\d+$/.test(word)) return { subject: { kind: 'batch', batch: String(Number(word)) }, folders };
  const place = /^(\d+):(\d+)$/.exec(word);
  if (place)
    return {
      subject: { kind: 'event', event: atPlace(places, Number(place[1]), Number(place[2])) },
      folders,
    };
  if (/-\d+$/.test(word)) return eventLogs(stateDir, word, folders);
  throw new LakequakeError('not-found', `'${word}' is no event, batch or process`, {
    hint: `${processes.length === 0 ? 'there are no logs yet' : `the processes are ${processes.join(', ')}`}; ${whereRunsAre(stateDir)}`,
  });
}

/** Logs exist before any lake does. */
function placesFor(stateDir: string, runId: string | undefined): RunPlaces {
  try {
    return locateRun(stateDir, runId);
  } catch (error) {
    if (runId === undefined && error instanceof LakequakeError && error.code === 'not-found')
      return locateRun(stateDir, 'lab');
    throw error;
  }
}

function atPlace({ spec, name }: RunPlaces, partition: number, offset: number): EventSubject {
  return {
    eventId: null,
    runId: spec?.runId ?? null,
    topic: spec?.topic ?? 'requests',
    partition,
    offset,
    ledgerBatch: null,
    bronzeVersion: null,
    silverVersion: null,
    lakeRunId: name === 'lab' ? null : name,
    window: null,
  };
}

async function eventLogs(stateDir: string, word: string, folders: string[]): Promise<FoundSubject> {
  const trace = await traceEvent(word, { stateDir });
  const own = trace.run === 'lab' ? folders : locateRun(stateDir, trace.run).logDirs;
  return {
    subject: { kind: 'event', event: subjectOf(trace.facts, trace.run === 'lab' ? null : trace.run) },
    folders: own,
  };
}

/** The event as its logs would name it. */
function subjectOf(
  { event, topic, ledger, bronze, silverCommit }: TraceFacts,
  lakeRunId: string | null,
): EventSubject {
  const row = bronze[0];
  const from = ledger?.madeAt ?? row?.kafkaTime ?? null;
  const to = ledger?.settledAt ?? row?.ingestedAt ?? from;
  return {
    eventId: event.id,
    runId: event.kind === 'ours' ? event.runId : null,
    topic,
    partition: ledger?.partition ?? row?.partition ?? (event.kind === 'foreign' ? event.partition : null),
    offset: ledger?.offset ?? row?.offset ?? (event.kind === 'foreign' ? event.offset : null),
    ledgerBatch: ledger?.batch ?? null,
    bronzeVersion: row?.commit?.version ?? null,
    silverVersion: silverCommit?.version ?? null,
    lakeRunId,
    window: from === null || to === null ? null : { from, to },
  };
}
