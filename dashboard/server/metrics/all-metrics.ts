// Every metric, in the order in which they are told.
import { clusterMetrics } from './cluster-metrics.ts';
import { lakeMetrics } from './lake-metrics.ts';
import type { Metric } from './metric.ts';
import { processorMetrics } from './processor-metrics.ts';
import { sourceMetrics } from './source-metrics.ts';

export const METRICS: readonly Metric[] = [
  ...sourceMetrics,
  ...processorMetrics,
  ...lakeMetrics,
  ...clusterMetrics,
];
