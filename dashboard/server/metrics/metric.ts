// What a metric is: a name by Prometheus' rules, and how to read its samples from one state. A value that is not known now gives null
// (or no sample): it is left out of /metrics and a gap in the history, never 0 and never the last one.
// https://prometheus.io/docs/practices/naming/

import type { MetricGroup, Series } from '../../contract/metrics.ts';
import type { LabState, PartState } from '../../contract.ts';

export interface Sample {
  labels: Record<string, string>;
  value: number | null;
}

export interface Metric {
  /** Without the prefix `lakequake_`; base units, counters end in `_total`. */
  name: string;
  group: MetricGroup;
  unit: Series['unit'];
  help: string;
  type: 'gauge' | 'counter';
  /** For the page only: Prometheus derives rates itself. */
  pageOnly?: true;
  read: (state: LabState) => Sample[];
}

export const PREFIX = 'lakequake_';

export const one = (value: number | null, labels: Record<string, string> = {}): Sample[] => [
  { labels, value },
];

/** ms as seconds. */
export const seconds = (ms: number | null | undefined): number | null =>
  ms === null || ms === undefined ? null : ms / 1000;

/** A part that speaks: only then is its report about now. */
const speaks = ({ state }: { state: PartState }): boolean => state === 'up' || state === 'finished';

/** The source's report while it speaks. */
export const sourceReport = ({ source }: LabState) => (speaks(source) ? source.report : null);

/** Processors that speak and have reported. */
export const reports = ({ processors }: LabState) =>
  processors.flatMap((processor) =>
    speaks(processor) && processor.report !== null ? [{ ...processor, report: processor.report }] : [],
  );

/** The report of the processor that owns silver and gold. */
export const owner = (state: LabState) =>
  reports(state).find(({ report }) => report.assigned.includes(0))?.report;
