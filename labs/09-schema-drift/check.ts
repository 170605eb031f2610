// Lab 9's checks: the emptied events by name, two verdicts that must flip, and a signal of the learner's own, judged as signals are: it must
// fire soon after the change and because of it, be quiet before it, and never look at the ledger.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { askedOver, NO_LEDGER } from '../checks/asked-over.ts';
import { instantMs } from '../checks/instant.ts';
import { queryNames } from '../checks/query-names.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, Row } from '../facts.ts';
import type { Check } from '../lab.ts';

const WINDOW = "INTERVAL '4 seconds'";
/** The change may fall at the end of the first window it touches. */
const WITHIN_WINDOWS = 2;
const COLUMNS = ['window_start', 'fires'];

/** By window, how many of its sizes are not what they were. */
const SHIFTED = `
  SELECT epoch_ms(time_bucket(${WINDOW}, silver.event_time)) AS began, count(*) FILTER (silver.bytes IS DISTINCT FROM ledger.bytes) AS off
  FROM silver JOIN ledger USING (event_id) GROUP BY began ORDER BY began`;

/** Silver as it would be if no size had changed: what fires there as well fires for another reason. */
const NEVER_SHIFTED =
  'SELECT silver.* REPLACE (ledger.bytes AS bytes) FROM main.silver AS silver JOIN main.ledger AS ledger USING (event_id)';

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19);
/** `true`, 1, or the word: how a query says yes is its own business. */
const isTrue = (value: unknown) => value === true || Number(value) === 1 || String(value) === 'true';
const withoutComments = (sql: string) => sql.replace(/--.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');

async function seen(facts: LabFacts): Promise<Answer> {
  const run = await facts.before('units');
  const how = facts.howToRun('units', { start: true });
  if (run === undefined) return notYet('there is no run to try a signal on yet.', `predict, then run ${how}`);
  if (run.result!.verdict !== 'broken')
    return cannotTell(
      `run ${run.runId} has no shifted size: ${run.result!.inconclusiveBecause ?? 'it held'}.`,
      `make it again: ${how}`,
    );
  const text = facts.text('signal.sql');
  if (/\bledger\b/i.test(withoutComments(text)))
    return wrong('signal.sql asks the ledger.', 'use what an operator has: silver and gold');
  await facts.ask(run, text); // an error of the learner's is told with the learner's own lines
  const rows = await facts.ask(run, askedOver({ ledger: NO_LEDGER }, text));
  if (rows.length === 0 || !COLUMNS.every((column) => column in rows[0]!))
    return wrong(
      'signal.sql gives other columns than it should, or no row.',
      `give columns ${COLUMNS.join(' and ')}, one row a window`,
    );
  const odd = rows.find((row) => isTrue(row.fires) && Number.isNaN(instantMs(row.window_start)));
  if (odd !== undefined)
    return wrong(
      `signal.sql fires in a window that begins at ${String(odd.window_start)}, which is no time.`,
      "give window_start as time_bucket(INTERVAL '4 seconds', event_time)",
    );
  const windows = (await facts.sql(run, SHIFTED)).map(({ began, off }) => ({
    at: Number(began),
    off: Number(off),
  }));
  // Gold was made of the shifted sizes, and cannot be asked what it would have been.
  const without = /\bgold\s*\./i.test(withoutComments(text))
    ? []
    : await facts.ask(run, askedOver({ ledger: NO_LEDGER, silver: NEVER_SHIFTED }, text));
  return judgedSignal(windows, { fires: firesIn(rows), anyway: firesIn(without) }, run.runId);
}

const firesIn = (rows: readonly Row[]): number[] =>
  rows.filter((row) => isTrue(row.fires)).map((row) => instantMs(row.window_start));

/** Pure: what a signal did before the change, and when it first fired after it; `anyway` are its windows where no size had changed. */
export function judgedSignal(
  windows: readonly { at: number; off: number }[],
  { fires, anyway }: { fires: readonly number[]; anyway: readonly number[] },
  runId: string,
): Answer {
  const first = windows.findIndex(({ off }) => off > 0);
  if (first < 1) return cannotTell(`run ${runId} has no window before the change.`, 'make the run again');
  const begun = windows[first]!;
  const early = fires.find((at) => at < begun.at);
  if (early !== undefined)
    return wrong(
      `signal.sql fires for the window from ${clock(early)}, when every size was right; the first wrong one is in the window from ${clock(begun.at)}.`,
      'what makes it fire there? An alarm that cries when nothing is wrong will be switched off',
    );
  const last = windows[Math.min(first + WITHIN_WINDOWS - 1, windows.length - 1)]!;
  const seenAt = fires.filter((at) => at <= last.at);
  const other = seenAt.find((at) => anyway.includes(at));
  if (other !== undefined && seenAt.every((at) => anyway.includes(at)))
    return wrong(
      `signal.sql fires in the window from ${clock(other)}, and over the same events with every size right it fires there as well: it sees something else.`,
      'what changed in that window is how the sizes lie. Let nothing else decide',
    );
  if (seenAt.length === 0)
    return wrong(
      `signal.sql is quiet in the window from ${clock(last.at)}, in which ${last.off.toLocaleString('en-US')} sizes are a thousandth of what they were.`,
      'look at a few sizes of that window, and at some of a window before it: what would show the difference?',
    );
  return passed(
    `signal.sql is quiet in all ${first} windows before the change and fires within ${WITHIN_WINDOWS} windows of ${clock(begun.at)} in run ${runId}.`,
  );
}

export const checks: Record<string, Check> = {
  'find-the-blank': (facts) =>
    queryNames(facts, {
      run: 'renamed',
      file: 'blank.sql',
      truth:
        'SELECT event_id FROM silver JOIN ledger USING (event_id) WHERE silver.status IS DISTINCT FROM ledger.status',
      what: 'events whose status silver has emptied',
      missedBecause: 'whose status in silver is not the one the request had',
      strayBecause: 'whose status in silver is right, or which is not in silver',
      lookAt: 'who knew the status of a request before anybody wrote it into a table?',
    }),
  'know-your-versions': (facts) =>
    verdictFlips(facts, {
      run: 'renamed',
      brokenBy: ['corrupt', 'quarantine-mismatch'],
      lookAt: 'what does silver do with a line of a version it does not know? See silver.parser',
    }),
  'see-the-silent-one': seen,
  'carry-the-unit': (facts) =>
    verdictFlips(facts, {
      run: 'units',
      brokenBy: ['gold-divergence', 'corrupt'],
      lookAt: 'who reads the unit that each line names? See silver.byteUnit',
    }),
};
