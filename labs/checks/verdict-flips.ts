// The proof of a fix: the same scenario and seed broke the pipeline as the lab hands it out, and leaves the workspace's pipeline whole. It
// asks what happened, not which setting was chosen: any settings under which the invariants hold pass.
import type { RunResult } from '../../chaos/result.ts';
import { type Answer, cannotTell, notYet, passed, wrong } from '../answer.ts';
import type { LabFacts, LabRun } from '../facts.ts';

export interface FlipOptions {
  run: string;
  /** Checkers of which at least one must have struck before. */
  brokenBy: readonly string[];
  /** Where to look when it does not hold yet. */
  lookAt: string;
  /** The fault is first to meet what an earlier step has made of pipeline.yaml, and not what the lab hands out. */
  firstWithYours?: boolean;
  /** What to say of a run that held without what the step is about; null where it had it. */
  heldWithout?: (run: LabRun) => Answer | null;
}

/** Passed when the verdict flipped. */
export async function verdictFlips(facts: LabFacts, options: FlipOptions): Promise<Answer> {
  const now = await facts.now(options.run);
  const before = await facts.before(options.run);
  if (before === undefined) return notSeenBroken(facts, options);
  const broken = unproved(before, facts, options, true);
  if (broken !== null) return broken;
  if (now === undefined)
    return notYet(
      `pipeline.yaml has not met the fault since you changed it (run ${before.runId} was made with what the lab hands out).`,
      `make the same run with it: ${facts.howToRun(options.run)}`,
    );
  const fixed = unproved(now, facts, options, false);
  if (fixed !== null) return fixed;
  if (now.scheduleHash !== before.scheduleHash)
    return cannotTell(
      `the two runs did not meet the same faults (schedule ${before.scheduleHash} and ${now.scheduleHash}).`,
      `make both again: ${facts.howToRun(options.run, { start: true })}, then ${facts.howToRun(options.run)}`,
    );
  return judged(now, before, options);
}

function notSeenBroken(facts: LabFacts, { run, firstWithYours }: FlipOptions): Answer {
  if (firstWithYours)
    return notYet(
      'the fault has not met your pipeline yet, so nothing shows what a fix would fix.',
      `predict, then run ${facts.howToRun(run)}`,
    );
  return notYet(
    'the fault has not met the pipeline as the lab hands it out yet, so nothing shows what a fix would fix.',
    `predict, then run ${facts.howToRun(run, { start: true })}`,
  );
}

/** Null when the run proves something. */
function unproved(run: LabRun, facts: LabFacts, options: FlipOptions, start: boolean): Answer | null {
  const result = run.result!;
  const again = facts.howToRun(options.run, { start });
  if (result.verdict === 'inconclusive')
    return cannotTell(
      `run ${run.runId} proves nothing: ${result.inconclusiveBecause ?? 'it is inconclusive'}.`,
      `make it again: ${again}`,
    );
  if (result.refused !== null)
    return start
      ? cannotTell(`run ${run.runId} never started: ${result.refused.says}`, `make it again: ${again}`)
      : wrong(`the pipeline refused to start: ${result.refused.says}`, options.lookAt);
  const struck = result.evidence.some(({ id }) => options.brokenBy.includes(id));
  if (start && !struck)
    return cannotTell(
      `run ${run.runId} was meant to break by ${options.brokenBy.join(' or ')} and did not.`,
      `make it again: ${again}`,
    );
  return null;
}

function judged(now: LabRun, before: LabRun, { lookAt, brokenBy, heldWithout }: FlipOptions): Answer {
  if (now.result!.verdict === 'broken')
    return wrong(
      `run ${now.runId}, made with your pipeline.yaml, is broken: ${worst(now.result!, brokenBy)}.`,
      now.result!.evidence.some(({ id }) => brokenBy.includes(id))
        ? lookAt
        : `${brokenBy.join(' and ')} did not come again: this is another harm, by a change of yours or on a machine too busy to recover in time. If nothing else runs there, make it again; else ${lookAt}`,
    );
  const unshown = heldWithout?.(now) ?? null;
  if (unshown !== null) return unshown;
  return passed(
    `run ${before.runId} broke (${worst(before.result!, brokenBy)}); run ${now.runId} met the same faults (schedule ${now.scheduleHash}) and held.`,
  );
}

/** The finding the lab is about, else the first, with its count and one offending thing. */
export function worst({ evidence }: Pick<RunResult, 'evidence'>, about: readonly string[]): string {
  const first = about.flatMap((wanted) => evidence.filter(({ id }) => id === wanted))[0] ?? evidence[0];
  if (first === undefined) return 'no checker found anything';
  const example = first.examples[0];
  const said = Object.entries(example ?? {})
    .filter(([, value]) => value !== null)
    .slice(0, 3)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
  return `${first.id} ${first.count}${said === '' ? '' : `, for example ${said}`}`;
}
