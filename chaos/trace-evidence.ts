// The paths of the worst events a run's checkers found, gathered while lake, ledger and topic are there and kept in the journal: the
// report then needs nothing else. Tells; judges nothing. An event that no path can be found for is left out, and so is one in a lake whose
// log is too damaged to be opened: that is what a checker has found already.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { isDeltaError } from '../pipeline/delta/errors.ts';
import { askTopicAt } from '../pipeline/observe/trace/ask-topic.ts';
import type { Trail } from '../pipeline/observe/trace/conclude.ts';
import { traceEvent } from '../pipeline/observe/trace/trace-event.ts';
import type { CheckResult } from './check-run.ts';

/** So many checkers get traces, so many events each; the topic itself is asked for the first event only (joining takes seconds). */
const CHECKERS_TRACED = 3;
const EVENTS_TRACED = 2;

export interface TracedEvent {
  checker: string;
  trail: Trail;
}

export async function traceEvidence(
  checks: readonly CheckResult[],
  { stateDir, bootstrap }: { stateDir: string; bootstrap: readonly string[] },
): Promise<TracedEvent[]> {
  const found = checks.filter(({ violated, about }) => violated && about === 'data');
  const wanted = found
    .map(({ id, examples }) => ({ checker: id, events: eventsOf(examples) }))
    .filter(({ events }) => events.length > 0)
    .slice(0, CHECKERS_TRACED)
    .flatMap(({ checker, events }) => events.map((event) => ({ checker, event })));
  const traced: TracedEvent[] = [];
  for (const [index, { checker, event }] of wanted.entries()) {
    const askTopic = index === 0 ? askTopicAt(bootstrap) : undefined;
    const trail = await trailOf(event, { stateDir, ...(askTopic && { askTopic }) });
    if (trail !== undefined) traced.push({ checker, trail });
  }
  return traced;
}

function eventsOf(examples: readonly Readonly<Record<string, unknown>>[]): string[] {
  const ids = examples.map(({ event_id: id }) => id).filter((id) => typeof id === 'string');
  return [...new Set(ids)].slice(0, EVENTS_TRACED);
}

async function trailOf(event: string, options: Parameters<typeof traceEvent>[1]): Promise<Trail | undefined> {
  try {
    const { facts: _facts, run: _run, ...trail } = await traceEvent(event, options);
    return trail;
  } catch (error) {
    if (error instanceof LakequakeError && ['not-found', 'bad-argument'].includes(error.code))
      return undefined;
    if (isDeltaError(error, 'corrupt-commit') || isDeltaError(error, 'log-gap')) return undefined;
    throw error;
  }
}
