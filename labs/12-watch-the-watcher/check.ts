// Lab 12's checks: the learner's rule is asked at moments of a run, with what had come to bronze by then; and two verdicts that must flip.
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import { instantMs } from '../checks/instant.ts';
import { verdictFlips } from '../checks/verdict-flips.ts';
import type { LabFacts, LabRun } from '../facts.ts';
import type { Check } from '../lab.ts';

/** How soon it must ring. */
const WITHIN_MS = 12_000;
/** The first seconds of a stream are like no others: no rule is judged by them. */
const SETTLES_MS = 3_000;
const RULE = 'rule.sql';
const SIGNAL = 'volume-drop';

const clock = (ms: number) => new Date(ms).toISOString();
const seconds = (ms: number) => Math.round(ms / 100) / 10;

interface Subject {
  run: LabRun;
  /** The learner's rule. */
  text: string;
  /** ms since the epoch; what it says of the time before does not count. */
  settledAt: number;
}

/** The rule as it would have been asked at that moment: bronze ends with the last whole second, and nobody keeps a ledger. */
const askedAt = (ms: number, sql: string) => `
  WITH bronze AS (SELECT * FROM main.bronze WHERE epoch_ms(ingested_at) < ${Math.floor(ms / 1_000) * 1_000}),
    ledger AS (SELECT NULL AS event_id WHERE false)
  SELECT * FROM (\n${sql.trim().replace(/;\s*$/, '')}\n)`;

/** When the rule rings, knowing what had come by `ms`; null when it has no such column. */
async function rings(
  facts: LabFacts,
  { run, text, settledAt }: Subject,
  ms: number,
): Promise<number[] | null> {
  const rows = await facts.ask(run, askedAt(ms, text));
  if (rows.length > 0 && !('rings_at' in rows[0]!)) return null;
  const times = rows.map((row) => instantMs(row.rings_at));
  return times.filter((time) => time >= settledAt).sort((a, b) => a - b);
}

async function subjectOf(facts: LabFacts, run: LabRun): Promise<Subject> {
  const text = facts.text(RULE);
  await facts.ask(run, text); // an error of the learner's is told with the learner's own lines
  const [begun] = await facts.sql(run, 'SELECT epoch_ms(min(ingested_at)) AS ms FROM bronze');
  return { run, text, settledAt: Number(begun!.ms) + SETTLES_MS };
}

/** What is wrong with a rule that has rung when nothing had happened yet; null when it is silent. */
function tooEarly(
  early: readonly number[],
  { run }: Subject,
  injectedAt: number,
  what: string,
): Answer | null {
  const [first] = early;
  if (first === undefined) return null;
  if (first > injectedAt)
    return wrong(
      `asked at ${clock(injectedAt)} of run ${run.runId}, ${RULE} rings at ${clock(first)}, a moment that had not come.`,
      'a stretch that has not ended yet always looks lean: take moments from what has come, or from a clock that ends with it',
    );
  return wrong(
    `${RULE} rings at ${clock(first)} in run ${run.runId}, ${seconds(injectedAt - first)} s before ${what}.`,
    'what was so different in that second? Look at the seconds around it, one by one',
  );
}

interface Trial {
  run: string;
  /** The fault that the rule is to notice. */
  fault: string;
  what: string;
  lookAt: string;
}

/** Never before the fault; during it, and soon. Asked at two moments, so that what comes later cannot help. */
async function tried(facts: LabFacts, { run: name, fault: id, what, lookAt }: Trial): Promise<Answer> {
  const run = await facts.before(name);
  const how = facts.howToRun(name, { start: true });
  if (run === undefined)
    return notYet('there is no run to ask the rule over yet.', `predict, then run ${how}`);
  const fault = run.result!.faults.find((one) => one.fault === id);
  if (run.result!.verdict === 'inconclusive' || fault === undefined)
    return cannotTell(
      `run ${run.runId} proves nothing: ${run.result!.inconclusiveBecause ?? `${id} was not in it`}.`,
      `make it again: ${how}`,
    );
  const { injectedAt } = fault;
  const subject = await subjectOf(facts, run);
  const early = await rings(facts, subject, injectedAt);
  if (early === null)
    return wrong(`${RULE} gives no column rings_at.`, 'name the moments: SELECT … AS rings_at');
  const hasty = tooEarly(early, subject, injectedAt, what);
  if (hasty !== null) return hasty;
  const until = Math.min(injectedAt + WITHIN_MS, fault.undoneAt ?? Number.POSITIVE_INFINITY);
  const first = await firstBy(facts, subject, injectedAt, until);
  if (first === undefined)
    return wrong(
      `${RULE} does not ring between ${clock(injectedAt)}, when ${what}, and ${clock(until)} in run ${run.runId}.`,
      lookAt,
    );
  return passed(
    `${RULE} rings at ${clock(first)} in run ${run.runId}, ${seconds(first - injectedAt)} s after ${what}, and not before.`,
  );
}

/** Its first ring after `from`, with what had come by `until`. A rule that takes its time from the events is asked at the end of the run, too. */
async function firstBy(facts: LabFacts, subject: Subject, from: number, until: number) {
  const within = (times: number[] | null) => times?.find((time) => time > from && time <= until);
  const known = within(await rings(facts, subject, until));
  if (known !== undefined) return known;
  const silent = await facts.sql(
    subject.run,
    `SELECT count(*)::INTEGER AS rows FROM bronze WHERE epoch_ms(ingested_at) > ${from + 1_000} AND epoch_ms(ingested_at) <= ${until}`,
  );
  // Where nothing came, the recorded events cannot tell the rule how late it is; a clock would. So it may look at when they went on.
  return silent[0]!.rows === 0 ? within(await rings(facts, subject, Number.MAX_SAFE_INTEGER)) : undefined;
}

const half = (facts: LabFacts) =>
  tried(facts, {
    run: 'drop',
    fault: 'vanished-hosts',
    what: 'the hosts vanished',
    lookAt:
      'how many events came in the seconds after it, and how many before? A number of your own runs is a better limit than one out of the air',
  });

async function silence(facts: LabFacts): Promise<Answer> {
  const heard = await tried(facts, {
    run: 'missing',
    fault: 'pause-process',
    what: 'the processor stopped',
    lookAt: 'which group has a second without rows? The moments must come from a clock, not from the events',
  });
  if (heard.outcome !== 'passed') return heard;
  const still = await half(facts);
  return still.outcome === 'passed' ? heard : still;
}

const rang = ({ signals = [] }: LabRun, from: number, to: number) =>
  signals.find(({ notices, firedAt }) => notices === 'damage' && firedAt >= from && firedAt <= to);

/**
 * A signal that sees data going wrong rang for the drop, and nobody was woken for nothing. Not the verdict: on a busy machine a signal of
 * something else may ring meanwhile, by accident, and then the drop counts as noticed.
 */
async function armed(facts: LabFacts): Promise<Answer> {
  const before = await facts.before('drop');
  const how = facts.howToRun('drop', { start: true });
  if (before === undefined) return notYet('nobody has seen it fail yet.', `predict, then run ${how}`);
  const now = await facts.now('drop');
  const again = facts.howToRun('drop');
  if (now === undefined)
    return notYet('pipeline.yaml has not met the drop since you changed it.', `make the run: ${again}`);
  for (const run of [before, now])
    if (run.result!.verdict === 'inconclusive')
      return cannotTell(
        `run ${run.runId} proves nothing: ${run.result!.inconclusiveBecause ?? 'it is inconclusive'}.`,
        `make it again: ${run === now ? again : how}`,
      );
  const { injectedAt, undoneAt } = now.result!.faults[0]!;
  const early = rang(now, 0, injectedAt - 1);
  if (early !== undefined)
    return wrong(
      `in run ${now.runId} ${early.signal} rang ${seconds(injectedAt - early.firedAt)} s before the drop: ${early.says}.`,
      'whoever is woken for nothing switches the alarm off. Set it lower',
    );
  const heard = rang(now, injectedAt, undoneAt ?? Number.POSITIVE_INFINITY);
  if (heard === undefined)
    return wrong(
      `in run ${now.runId} no signal that sees data going wrong rang while the hosts were gone.`,
      `what share of the usual volume came after the drop, and at which does the signal ring? See signals.${SIGNAL}`,
    );
  return passed(
    `in run ${now.runId} ${heard.signal} rang ${seconds(heard.firedAt - injectedAt)} s after the drop, and nothing of the kind before: ${heard.says}.`,
  );
}

export const checks: Record<string, Check> = {
  'see-the-half': half,
  'hear-the-silence': silence,
  'arm-the-signal': armed,
  'missing-is-not-zero': (facts) =>
    verdictFlips(facts, {
      run: 'missing',
      brokenBy: ['false-health'],
      lookAt: 'what does the page show of somebody who says nothing? See observe.whenMissing',
    }),
};
