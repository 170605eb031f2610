// What the source knows of its own doing, for its reports: good for watching, never for verdicts.
import type { SourceReport } from '../contract/progress.ts';

export interface Tally {
  made: number;
  acked: number;
  failed: number;
  unknown: number;
  dropped: number;
  newestEventTime: number | null;
  openSends: Map<number, number>;
  openEvents: number;
  /** An acknowledgement came after this long. */
  latency(partition: number, ms: number): void;
  /** Leader of each partition as last heard. */
  leaders: ReadonlyMap<number, number>;
  /** Latencies since the last call. */
  takeLatencies(): Pick<SourceReport, 'ackP50Ms' | 'ackP99Ms' | 'ackMeanMs' | 'ackP99MsByBroker'>;
}

function quantile(values: readonly number[], q: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]! * 10) / 10;
}

/** All zero. */
export function createTally(): Tally {
  let latencies: { broker: number; ms: number }[] = [];
  const tally: Tally = {
    made: 0,
    acked: 0,
    failed: 0,
    unknown: 0,
    dropped: 0,
    newestEventTime: null,
    openSends: new Map(),
    openEvents: 0,
    leaders: new Map(),
    latency: (partition, ms) => void latencies.push({ broker: tally.leaders.get(partition) ?? -1, ms }),
    takeLatencies() {
      const taken = latencies;
      latencies = [];
      const all = taken.map(({ ms }) => ms);
      const brokers = [...new Set(taken.map(({ broker }) => broker))].filter((broker) => broker >= 0);
      const p99 = (broker: number) =>
        quantile(
          taken.filter((l) => l.broker === broker).map((l) => l.ms),
          0.99,
        ) ?? 0;
      return {
        ackP50Ms: quantile(all, 0.5),
        ackP99Ms: quantile(all, 0.99),
        ackMeanMs: all.length === 0 ? null : all.reduce((sum, ms) => sum + ms, 0) / all.length,
        ackP99MsByBroker: Object.fromEntries(brokers.map((broker) => [String(broker), p99(broker)])),
      };
    },
  };
  return tally;
}
