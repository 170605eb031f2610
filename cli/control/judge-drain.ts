// What ledger and lake say about a drain, once its input has ended.
import { checkRun, listCheckers } from '../../chaos/check-run.ts';
import type { Totals } from '../../chaos/oracle/totals.ts';
import type { RunSpec } from '../../pipeline/contract/run-spec.ts';
import { endOffsets } from '../../pipeline/kafka/topic.ts';
import type { Session } from './session.ts';

export interface DrainTotals extends Totals {
  verdict: 'held' | 'broken' | 'inconclusive';
  /** One sentence per anomaly found, with an example. */
  findings: string[];
}

/**
 * Late events and what they cost gold are a fact of the log that was given, not a fault of the pipeline: they are counted
 * (lateDropped), and `conservation` proves that gold is exactly what the row rule admits.
 */
const NOT_ASKED = new Set([
  'late-dropped',
  'gold-divergence',
  'availability-gap',
  'not-recovered',
  'undetected',
]);

/** The whole check of a finished drain. An empty input proves nothing: inconclusive. */
export async function judgeDrain(session: Session, spec: RunSpec): Promise<DrainTotals> {
  const { windowMs, allowedLatenessMs } = spec.settings.stream;
  const checkers = (await listCheckers()).map(({ id }) => id).filter((id) => !NOT_ASKED.has(id));
  const check = await checkRun({
    checkers,
    ledgerFiles: [spec.ledgerFile],
    lakeDir: spec.lakeDir,
    rules: { windowMs, allowedLatenessMs, pathsTopN: spec.settings.silver.pathsTopN },
    endOffsets: await endOffsets(session.admin, spec.topic),
  });
  const findings = check.checks
    .filter(({ violated }) => violated)
    .map(
      ({ title, count, examples }) => `${title}: ${count}, for example ${JSON.stringify(examples[0] ?? {})}`,
    );
  const verdict = check.totals.sent === 0 ? 'inconclusive' : check.verdict;
  return { ...check.totals, verdict, findings };
}
