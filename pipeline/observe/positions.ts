// A consumer's positions over a window of time, as Burrow's evaluator looks at them: one sample per report, and with it the end of the log.
// https://github.com/linkedin/Burrow/wiki/Consumer-Lag-Evaluation-Rules. Pure.
import { knownPositions } from './readings.ts';
import type { SignalView } from './signal.ts';

export interface PositionSample {
  /** When the report came. */
  at: number;
  position: number;
  /** End of the log at that time; null while unknown. */
  end: number | null;
}

/** Samples of the last `windowMs` by partition, oldest first: one per report, however often it was looked at. */
export function positionSamples(view: SignalView, windowMs: number): Map<number, PositionSample[]> {
  const samples = new Map<number, PositionSample[]>();
  for (const snapshot of view.since(windowMs))
    for (const [partition, { at, position }] of knownPositions(snapshot)) {
      const known = samples.get(partition) ?? [];
      if (known.at(-1)?.at === at) continue;
      const asked = snapshot.cluster?.value.endOffsets[String(partition)];
      const end = view.observe.lagFrom === 'end-offset' ? asked : position.logEndOffset;
      known.push({ at, position: Number(position.position), end: end == null ? null : Number(end) });
      samples.set(partition, known);
    }
  return samples;
}
