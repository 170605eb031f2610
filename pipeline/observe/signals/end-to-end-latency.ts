// end-to-end-latency: from produced to visible takes long (99 of 100 events are quicker), in most of the reports lately; where batches
// are slow, in the last ones there are. Silver is looked at beside gold: while it works off what waited, gold may have nothing to tell.
import { ownerOf } from '../readings.ts';
import { type Firing, type SignalView, signalRule } from '../signal.ts';

const LAYERS = ['gold', 'silver'] as const;
type Layer = (typeof LAYERS)[number];

/** What was told of a layer in the last `ms`, each report once, in order. */
function told({ since, observe }: SignalView, layer: Layer, ms: number): number[] {
  const reports = since(ms).flatMap((snapshot) => {
    const owner = ownerOf(snapshot, observe);
    const latency = owner?.latencyMs[layer];
    return owner && latency ? ([[owner.at, latency.p99]] as const) : [];
  });
  return [...new Map(reports).values()];
}

export const signal = signalRule({
  id: 'end-to-end-latency',
  title: 'Events take long to become visible',
  notices: 'fault',
  limits: { p99Ms: 10_000, windowMs: 3_000, atLeastReports: 2, slowWindowMs: 12_000 },
  // Three batches, one after the other.
  limitsOn: { spark: { p99Ms: 45_000 } },
  evaluate(view, { p99Ms, windowMs, atLeastReports, slowWindowMs }): Firing[] {
    return LAYERS.flatMap((subject) => {
      const lately = told(view, subject, windowMs);
      const few = lately.length < atLeastReports;
      const values = (few ? told(view, subject, slowWindowMs).slice(-atLeastReports) : lately).sort(
        (a, b) => a - b,
      );
      const value = values[Math.floor((values.length - 1) / 2)];
      if (value === undefined || values.length < atLeastReports || value <= p99Ms) return [];
      const says = `1 % of the events take more than ${Math.round(value / 100) / 10} s to ${subject}`;
      return [{ subject, value, says }];
    });
  },
});
