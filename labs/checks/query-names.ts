// Judges a learner's query by what it names: the set of event ids in its `event_id` column must be the one that our own query finds in the
// same run. How it is written is nobody's business.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import type { LabFacts } from '../facts.ts';

export interface NamesOptions {
  run: string;
  file: string;
  /** Our own query; one column `event_id`. */
  truth: string;
  /** What the events are, as in "1,003 events that were acknowledged and do not exist". */
  what: string;
  /** Completes "It names x, …" for one that is not among them. */
  strayBecause: string;
  /** Completes "It does not name x, …" for one that is missing. */
  missedBecause: string;
  lookAt: string;
}

/** Asked of the run made with the lab's own start settings, since the fix makes its subject go away. */
export async function queryNames(facts: LabFacts, options: NamesOptions): Promise<Answer> {
  const run = await facts.before(options.run);
  if (run === undefined)
    return notYet(
      'there is no run with the pipeline as the lab hands it out yet, so there is nothing to ask.',
      `predict, then run ${facts.howToRun(options.run, { start: true })}`,
    );
  if (run.result!.verdict === 'inconclusive')
    return cannotTell(
      `run ${run.runId} proves nothing: ${run.result!.inconclusiveBecause ?? 'it is inconclusive'}.`,
      `make it again: ${facts.howToRun(options.run, { start: true })}`,
    );
  const truth = new Set((await facts.sql(run, options.truth)).map((row) => String(row.event_id)));
  if (truth.size === 0)
    return cannotTell(
      `run ${run.runId} holds none of the ${options.what}.`,
      `make it again: ${facts.howToRun(options.run, { start: true })}`,
    );
  const rows = await facts.ask(run, facts.text(options.file));
  if (rows.length > 0 && !('event_id' in rows[0]!))
    return wrong(`${options.file} gives no column event_id.`, 'name the events: SELECT event_id …');
  const given = new Set(rows.map((row) => String(row.event_id)));
  return compared(given, truth, options, run.runId);
}

function compared(given: Set<string>, truth: Set<string>, options: NamesOptions, runId: string): Answer {
  const stray = [...given].find((id) => !truth.has(id));
  const missed = [...truth].find((id) => !given.has(id));
  const count = given.size.toLocaleString('en-US');
  if (missed !== undefined)
    return wrong(
      `${options.file} names ${count} events of run ${runId}. It does not name ${missed}, ${options.missedBecause}.`,
      options.lookAt,
    );
  if (stray !== undefined)
    return wrong(
      `${options.file} names ${count} events of run ${runId}. It names ${stray}, ${options.strayBecause}.`,
      options.lookAt,
    );
  return passed(`${options.file} names all ${count} ${options.what} in run ${runId}.`);
}
