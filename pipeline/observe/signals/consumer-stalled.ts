// consumer-stalled: a consumer reports on, its position has not moved for a whole window, and something was waiting all that time.
// (Burrow's rule: the same offset over the window while there is lag. A single look without lag acquits.)
import { positionSamples } from '../positions.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'consumer-stalled',
  title: 'A consumer stands still',
  notices: 'fault',
  limits: { stalledMs: 5_000 },
  // Spark tells of a position when a batch of bronze has been stored.
  limitsOn: { spark: { stalledMs: 20_000 } },
  evaluate(view, { stalledMs }): Firing[] {
    return [...positionSamples(view, stalledMs + 500)].flatMap(([partition, samples]) => {
      const [first, last] = [samples[0]!, samples.at(-1)!];
      const still = samples.every(
        ({ position, end }) => position === first.position && end !== null && end > position,
      );
      if (!still || last.at - first.at < stalledMs) return [];
      const waiting = last.end! - last.position;
      const says = `partition ${partition} stands at ${last.position} for ${Math.round((last.at - first.at) / 1000)} s, with ${waiting} records ahead`;
      return [{ subject: `partition ${partition}`, value: waiting, says }];
    });
  },
});
