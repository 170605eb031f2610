// The benchmark: the chosen parts, one after the other, on one cluster in one run; what they found as JSON, table and plots.
// Everything it makes lies in a folder of its own, which is removed at the end.
import { describeMachine, loadNow, type Machine } from './machine.ts';
import type { Bench, Part } from './part.ts';
import { partAsJson } from './report/as-json.ts';
import type { ReportedPart } from './report/as-table.ts';

export interface BenchResult {
  machine: Machine;
  parts: ReportedPart[];
}

/** Runs the parts in order; the cluster ends with the last one. */
export async function runBench(bench: Bench, parts: readonly Part[]): Promise<BenchResult> {
  const machine = describeMachine();
  const reported: ReportedPart[] = [];
  try {
    for (const part of parts) {
      bench.signal.throwIfAborted();
      const before = loadNow();
      const result = await part.run(bench);
      reported.push({ id: part.id, result, load: { before, after: loadNow() } });
    }
  } finally {
    await bench.endSession();
  }
  return { machine, parts: reported };
}

/** `{machine, throughput: {…}, …}`. */
export function benchAsJson({ machine, parts }: BenchResult): Record<string, unknown> {
  const values = parts.map(({ id, result, load }) => [id, { ...partAsJson(result), load }] as const);
  return { machine, ...Object.fromEntries(values) };
}
