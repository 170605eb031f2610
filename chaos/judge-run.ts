// The verdict of a run: all checkers over ledger and lake, then what the run proved and whether that was expected.
// No proof that the fault struck, or too few events around it, and the run is inconclusive whatever the checkers say.
import { checkRun, listCheckers, type RunCheck } from './check-run.ts';
import { AFTERMATH_MS, detectionTable } from './detection.ts';
import type { FiredSignal } from './drivers/watch.ts';
import type { Overruled } from './overruled.ts';
import type { Course, Experiment } from './phases.ts';
import { endOffsetsOf } from './probes/end-offsets.ts';
import { isAsExpected, type RunResult, type Verdict } from './result.ts';
import { scheduleHash, type Variant } from './scenario.ts';
import { traceEvidence } from './trace-evidence.ts';
import type { Protection } from './variants.ts';

export interface Judged {
  variant: Variant;
  variantName: string;
  seed: number;
  /** performance.now() at the start of the run. */
  startedAt: number;
  /** The protection that is switched off. */
  without: Protection | null;
  /** Of a user's settings; undefined when the run took all. */
  overruled: Overruled[] | undefined;
}

/** Checks the run and makes its result. The processes are ended first, so that the lake stands still. */
export async function judgeRun(experiment: Experiment, course: Course, judged: Judged): Promise<RunResult> {
  const { scenario, system, journal } = experiment;
  const at = Date.now();
  journal.write({ type: 'phase', phase: 'verify', state: 'begun', acked: course.ackedAtEnd });
  system.watch.stop();
  await system.run.stop();
  // Read once nobody writes any more: an event acknowledged after an earlier reading would look as if Kafka had lost it.
  const endOffsets = await endOffsetsOf(system);
  const check = await checkExperiment(experiment, course, endOffsets);
  for (const one of check.checks) journal.write({ type: 'check', check: one });
  await journalTraces(experiment, check, judged);
  journal.write({
    type: 'phase',
    phase: 'verify',
    state: 'done',
    acked: course.ackedAtEnd,
    says: check.verdict,
  });
  course.phases.push({
    phase: 'verify',
    at,
    seconds: (Date.now() - at) / 1000,
    acked: course.ackedAtEnd,
    says: check.verdict,
  });

  const inconclusiveBecause = whyInconclusive(experiment, course);
  const verdict: Verdict = inconclusiveBecause === null ? check.verdict : 'inconclusive';
  // Without a protection it must break; how is not foretold.
  const expected = judged.without === null ? judged.variant.expect : { verdict: 'broken' as const };
  const expectedIds = new Set((expected.by ?? []).map(({ checker }) => checker));
  const { spec } = system.run;
  const detection = detectionTable(
    struckFaults(course),
    system.watch.fired(),
    system.watch.signalIds,
    aftermathOf(experiment),
  );
  return {
    scenario: scenario.id,
    variant: judged.variantName,
    seed: judged.seed,
    engine: spec.engine ?? 'duckdb',
    runId: spec.runId,
    verdict,
    expected,
    asExpected: isAsExpected({ verdict, checks: check.checks, detection, refused: false }, expected),
    inconclusiveBecause,
    refused: null,
    without: judged.without?.path ?? null,
    overruled: judged.overruled,
    evidence: check.checks
      .filter(({ violated }) => violated)
      .sort((a, b) => Number(expectedIds.has(b.id)) - Number(expectedIds.has(a.id)))
      .map(({ id, title, means, count, examples }) => ({ id, title, means, count, examples })),
    detection,
    damageUnseen: isDamageUnseen(course, system.watch.fired(), check),
    diagnoses: course.before.diagnoses,
    recoverySeconds: course.recoverySeconds,
    phases: course.phases,
    faults: course.faults.map(({ scheduled, proof, injectedAt, undoneAt }) => ({
      fault: scheduled.fault,
      args: scheduled.args,
      proof: proof?.says ?? null,
      injectedAt,
      undoneAt,
    })),
    totals: check.totals,
    scheduleHash: scheduleHash(experiment.schedule),
    seconds: Math.round((performance.now() - judged.startedAt) / 10) / 100,
  };
}

/** The paths of the worst events, of those the variant is known for first. */
async function journalTraces(
  { system, journal }: Experiment,
  { checks }: RunCheck,
  { variant }: Judged,
): Promise<void> {
  const known = (variant.expect.by ?? []).map(({ checker }) => checker);
  const sorted = checks.toSorted((a, b) => Number(known.includes(b.id)) - Number(known.includes(a.id)));
  const { bootstrap } = system.run.spec;
  for (const { checker, trail } of await traceEvidence(sorted, { stateDir: system.stateDir, bootstrap }))
    journal.write({ type: 'trace', checker, trail });
}

/** What is seen late on a slow engine is seen late after a fault, too. */
const aftermathOf = ({ patience }: Experiment): number => AFTERMATH_MS + patience.noticeSeconds * 1_000;

function struckFaults({ faults }: Course) {
  return faults.map(({ scheduled, injectedAt, undoneAt }) => ({
    fault: scheduled.fault,
    injectedAt,
    undoneAt,
    ...(scheduled.noticeWithinSeconds === undefined
      ? {}
      : { noticeWithinSeconds: scheduled.noticeWithinSeconds }),
  }));
}

/** Data was damaged, and no signal that sees such damage fired after the first fault. */
function isDamageUnseen({ faults }: Course, fired: readonly FiredSignal[], { checks }: RunCheck): boolean {
  const since = Math.min(...faults.map(({ injectedAt }) => injectedAt));
  const damaged = checks.some(({ about, violated }) => about === 'data' && violated);
  return damaged && !fired.some(({ notices, firedAt }) => notices === 'damage' && firedAt >= since);
}

async function checkExperiment(
  experiment: Experiment,
  course: Course,
  endOffsets: Record<string, string>,
): Promise<RunCheck> {
  const { scenario, settings, system, measurements } = experiment;
  const { spec } = system.run;
  const { windowMs, allowedLatenessMs } = settings.stream;
  // Gold that is not final yet need not add up; what is missing from it then shows as unseen.
  const notAsked = new Set([
    ...Object.keys(scenario.notJudged),
    ...(course.unsettled === null ? [] : ['conservation']),
  ]);
  const ids = (await listCheckers()).map(({ id }) => id).filter((id) => !notAsked.has(id));
  return checkRun({
    ledgerFiles: [spec.ledgerFile],
    lakeDir: spec.lakeDir,
    rules: { windowMs, allowedLatenessMs, pathsTopN: settings.silver.pathsTopN },
    endOffsets,
    checkers: ids,
    availabilityGapMs: scenario.availabilityGapMs ?? null,
    stalenessMs: scenario.stalenessMs ?? null,
    onceFrom: scenario.onceFrom ?? 'bronze',
    readersNeedMs: scenario.readersNeedMs ?? null,
    aftermathMs: aftermathOf(experiment),
    facts: {
      faults: struckFaults(course),
      signals: system.watch
        .fired()
        .map(({ id, subject, firedAt, notices }) => ({ signal: id, subject, firedAt, notices })),
      recovery: recoveryFacts(scenario, course),
      health: measurements.health,
      diagnoses: course.before.diagnoses,
      measures: measurements.measures,
    },
  });
}

/** What was stuck before healing did not recover: healing did it. */
function recoveryFacts(
  { deadlines }: Experiment['scenario'],
  { before, recoverySeconds, deviating }: Course,
) {
  return {
    deadlineSeconds: deadlines.recoverSeconds,
    recoverySeconds: before.stuck === null ? recoverySeconds : null,
    reason: before.stuck ?? deviating.join('; '),
  };
}

/** Null when the run proves something. */
function whyInconclusive({ scenario }: Experiment, { faults, ackedAtEnd }: Course): string | null {
  const unproved = faults.filter(({ proof }) => proof === null).map(({ scheduled }) => scheduled.fault);
  if (faults.length === 0) return 'no fault was injected';
  if (unproved.length > 0) return `no trace that it struck: ${unproved.join(', ')}`;
  const first = Math.min(...faults.map(({ ackedAtInject }) => ackedAtInject));
  const last = Math.max(...faults.map(({ ackedAtUndo }) => ackedAtUndo ?? 0));
  const counts = { before: first, during: last - first, after: ackedAtEnd - last };
  const short = (['before', 'during', 'after'] as const).find(
    (part) => counts[part] < scenario.minimumAcked[part],
  );
  if (short === undefined) return null;
  return `only ${counts[short]} events were acknowledged ${short} the fault; ${scenario.minimumAcked[short]} are needed`;
}
