// end-to-end-latency: from produced to visible in gold takes long (99 of 100 events are quicker), in most of the reports lately.
import { ownerOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'end-to-end-latency',
  title: 'Events take long to become visible',
  notices: 'fault',
  limits: { p99Ms: 10_000, windowMs: 3_000, atLeastReports: 2 },
  // Three batches, one after the other.
  limitsOn: { spark: { p99Ms: 45_000 } },
  evaluate({ since, observe }, { p99Ms, windowMs, atLeastReports }): Firing[] {
    const told = since(windowMs).flatMap((snapshot) => {
      const owner = ownerOf(snapshot, observe);
      return owner?.latencyMs.gold ? ([[owner.at, owner.latencyMs.gold.p99]] as const) : [];
    });
    const values = [...new Map(told).values()].sort((a, b) => a - b);
    const value = values[Math.floor(values.length / 2)];
    if (value === undefined || values.length < atLeastReports || value <= p99Ms) return [];
    return [
      {
        subject: 'gold',
        value,
        says: `1 % of the events take more than ${Math.round(value / 100) / 10} s to gold`,
      },
    ];
  },
});
