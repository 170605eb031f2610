// Puts a question to the observation of a running system, as its user would with `why`, and gives the cause it names. For the
// `diagnoses` of a scenario; it judges nothing.
import type { TableName } from '../../pipeline/contract/tables.ts';
import { until } from '../../pipeline/contract/until.ts';
import { type Diagnosed, diagnose } from '../../pipeline/observe/diagnose.ts';
import type { Question } from '../../pipeline/observe/why/link.ts';
import { liveStateOf } from './live-state.ts';
import type { System } from './system.ts';

/** Rates are told between two looks this far apart. */
const APART_MS = 1_000;

/** Asks `why QUESTION TABLE` of the run, with what is known of it live; takes a little more than a second. */
export async function askWhy(
  system: System,
  question: Question | 'changed',
  table: TableName = 'gold.traffic',
): Promise<Diagnosed> {
  const { run, stateDir, watch } = system;
  const first = watch.snapshot();
  await until(() => watch.snapshot().at >= first.at + APART_MS, {
    deadlineMs: 10 * APART_MS,
    what: 'a second look at the system',
  });
  return diagnose(question, {
    stateDir,
    table,
    runId: run.spec.runId,
    askLive: async () => liveStateOf(system, first, watch.snapshot()),
    observe: run.spec.settings.observe,
    processes: watch.snapshot().processes,
  });
}
