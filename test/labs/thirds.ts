// The labs in three shares that take about the same time, so that the author checks of each fit into one run of CI. Pure.
import type { FoundLab, LabRunSpec } from '../../labs/lab.ts';
import { needsOf } from '../../labs/missing-runs.ts';

const THIRDS = 3;
/** How long a run takes, against one on the duckdb engine: Spark starts a JVM, and is not warm when it begins. */
const weightOf = ({ engine }: LabRunSpec): number => (engine === 'spark' ? 6 : 1);

/** The runs that a lab's author checks make, by their weight. */
export const costOf = (lab: FoundLab): number =>
  needsOf(lab, ['starts', 'solutions', 'disarmed']).reduce((sum, { spec }) => sum + weightOf(spec), 0);

/** Three shares in the order of the course; the dearest lab first, each to the share that has the least so far. */
export function thirdsOf(labs: readonly FoundLab[]): FoundLab[][] {
  const shares = Array.from({ length: THIRDS }, () => ({ cost: 0, labs: [] as FoundLab[] }));
  const dearest = labs.map((lab) => ({ lab, cost: costOf(lab) })).sort((a, b) => b.cost - a.cost);
  for (const { lab, cost } of dearest) {
    const share = shares.reduce((least, one) => (one.cost < least.cost ? one : least));
    share.cost += cost;
    share.labs.push(lab);
  }
  return shares.map((share) => share.labs.sort((a, b) => a.number - b.number));
}
