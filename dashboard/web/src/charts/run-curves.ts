// The samples of a run as curves on a common zero. Pure. A value that was not known stays null, which the chart draws as a gap.
import type { RunDetail } from '../../../contract/runs.ts';

type Sample = RunDetail['samples'][number];

export interface Curve {
  id: string;
  title: string;
  unit: string;
  /** Seconds since the zero. */
  x: number[];
  y: (number | null)[];
}

/** Acknowledged per second, from one sample to the next. */
function ackedPerSecond(samples: readonly Sample[]): (number | null)[] {
  return samples.map((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined || sample.acked === null || before.acked === null) return null;
    const seconds = (sample.at - before.at) / 1000;
    return seconds <= 0 ? null : Math.max(0, (sample.acked - before.acked) / seconds);
  });
}

const scaled = (value: number | null, by: number) => (value === null ? null : value * by);

/** Throughput, latency, lag and in-sync replicas; `zero` is ms since the epoch. */
export function runCurves({ samples }: Pick<RunDetail, 'samples'>, zero: number): Curve[] {
  const x = samples.map(({ at }) => (at - zero) / 1000);
  return [
    { id: 'acked', title: 'acknowledged', unit: 'events/s', x, y: ackedPerSecond(samples) },
    {
      id: 'ack',
      title: 'slowest acknowledgements (p99)',
      unit: 's',
      x,
      y: samples.map((one) => scaled(one.ackP99Ms, 0.001)),
    },
    { id: 'lag', title: 'lag', unit: 's', x, y: samples.map((one) => scaled(one.lagMs, 0.001)) },
    { id: 'isr', title: 'fewest in-sync replicas', unit: 'replicas', x, y: samples.map(({ isr }) => isr) },
  ];
}

export interface Band {
  label: string;
  from: number;
  to: number | null;
}

/** The stretches in which a fault was live, seconds since the zero. */
export function faultBands({ faults }: Pick<RunDetail, 'faults'>, zero: number): Band[] {
  return faults
    .filter(({ state }) => state === 'injected')
    .map(({ fault, at }) => {
      const undone = faults.find((one) => one.fault === fault && one.state === 'undone' && one.at >= at);
      return {
        label: fault,
        from: (at - zero) / 1000,
        to: undone === undefined ? null : (undone.at - zero) / 1000,
      };
    });
}

/** The zero of a run: its first injection, else its first sample. */
export function zeroOf({
  faults,
  samples,
  summary,
}: Pick<RunDetail, 'faults' | 'samples' | 'summary'>): number {
  return faults.find(({ state }) => state === 'injected')?.at ?? samples[0]?.at ?? summary.startedAt ?? 0;
}
