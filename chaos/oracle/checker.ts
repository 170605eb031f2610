// What a checker is: one SQL relation over the oracle's tables (every row an anomaly) and a pure judge of its rows. The relation's
// rows carry `weight` (how many anomalies the row stands for); the runner adds `total`, their sum, and hands over the worst rows only.
import type { Engine } from '../../pipeline/contract/run-spec.ts';

export type Row = Readonly<Record<string, unknown>>;

/** At most this many examples are shown, the worst first. */
const MAX_EXAMPLES = 20;

export interface Judgement {
  violated: boolean;
  count: number;
  examples: Row[];
}

export interface CheckerParameters {
  /** Longest time without an acknowledgement that is still fine, ms; null when the run sets no bound. */
  availabilityGapMs: number | null;
  /** Longest time from acknowledged to visible in gold, ms; null when the run sets no bound. */
  stalenessMs: number | null;
  /**
   * The layer from which on an event may stand only once. `silver`: bronze mirrors Kafka record by record, so a second *record* of an
   * event may stand there as long as silver leaves it out; one record read twice may not.
   */
  onceFrom: 'bronze' | 'silver';
  /** A signal that comes so long after a fault was undone has still noticed it, ms. */
  aftermathMs: number;
}

export interface Checker {
  id: string;
  /** `data`: something is lost, doubled, late or wrong. `service`: it does not move. `observation`: it was not seen, or seen wrongly. */
  about: 'data' | 'service' | 'observation';
  title: string;
  /** What a violation means, in one sentence a learner understands. */
  means: string;
  /** The anomalies; one column is `weight`. */
  sql: (parameters: CheckerParameters) => string;
  /** ORDER BY of the examples, worst first. */
  worst: string;
  /** Why it cannot be judged over tables that this engine wrote, in one sentence without a full stop. Absent: it can be over every engine's. */
  unavailableOn?: (engine: Engine) => string | null;
  judge: (rows: readonly Row[]) => Judgement;
}

/** The usual judge: any anomaly violates; `total` counts them all, the rows are the worst of them. */
export function judgeAny(rows: readonly Row[]): Judgement {
  const count = Number(rows[0]?.total ?? 0);
  return { violated: count > 0, count, examples: rows.slice(0, MAX_EXAMPLES).map(withoutBookkeeping) };
}

function withoutBookkeeping(row: Row): Row {
  const { total: _total, weight: _weight, ...rest } = row;
  return rest;
}

/** The statement the runner executes: the worst rows, each with the total over all rows. */
export function findingsSql(checker: Checker, parameters: CheckerParameters): string {
  return `SELECT *, (sum(weight) OVER ())::BIGINT AS total FROM (${checker.sql(parameters)}) ORDER BY ${checker.worst} LIMIT ${MAX_EXAMPLES}`;
}

const NO_END = '9223372036854775807';

/**
 * Condition over `fates f` and `positions p`: the event may still come, because its place lies between what bronze has read and the end
 * of the log. Without an end known from Kafka everything beyond the position may still come.
 */
export const STILL_TO_READ = `(coalesce(p.next_offset, 0) < coalesce(p.end_offset, ${NO_END})
  AND coalesce(f.acked_offset >= coalesce(p.next_offset, 0) AND f.acked_offset < coalesce(p.end_offset, ${NO_END}), true))`;
