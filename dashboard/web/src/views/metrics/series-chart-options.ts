// How a metric is drawn with uPlot: lines that differ in dash as well as in colour, gaps left open, faults as bands, one cursor over all charts.
import type uPlot from 'uplot';
import type { Metrics } from '../../../../contract/metrics.ts';
import { axisLook, drawFaultBand, timeAxis, token } from '../../charts/plot-look.ts';

export interface SeriesChartData {
  at: readonly number[];
  lines: readonly { name: string; values: readonly (number | null)[] }[];
  faults: Metrics['faults'];
  /** ms since the epoch. */
  from: number;
  to: number;
}

/** Colours and dashes of the lines, in turn. The same are in the key beside the chart. */
const STROKES = [
  { colour: '--flow', dash: [] },
  { colour: '--ok', dash: [9, 4] },
  { colour: '--warn', dash: [3, 3] },
  { colour: '--bronze', dash: [12, 3, 3, 3] },
  { colour: '--truth', dash: [6, 6] },
  { colour: '--gold', dash: [2, 5] },
] as const;

export const strokeOf = (index: number) => STROKES[index % STROKES.length]!;

export const columnsOf = ({ at, lines }: SeriesChartData): uPlot.AlignedData => [
  at.map((time) => time / 1000),
  ...lines.map(({ values }) => [...values]),
];

function drawFaults(plot: uPlot, { faults, to }: SeriesChartData): void {
  for (const fault of faults) drawFaultBand(plot, fault.from / 1000, (fault.to ?? to) / 1000);
}

/** Steps of an axis a reader can add up: 1, 2 and 5, and what is ten times that. */
const STEPS = Array.from({ length: 16 }, (_, power) =>
  [1, 2, 5].map((one) => one * 10 ** (power - 5)),
).flat();

export interface ChartShape {
  width: number;
  height: number;
  names: readonly string[];
  least: number;
  write: (value: number) => string;
  /** Charts with the same key share their cursor. */
  sync: string;
  oncursor: (index: number | null) => void;
}

export function seriesChartOptions(
  { width, height, names, least, write, sync, oncursor }: ChartShape,
  data: () => SeriesChartData,
): uPlot.Options {
  return {
    width,
    height,
    // The last time of the axis has half of its width beyond the plot.
    padding: [10, 32, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: sync },
      y: false,
      drag: { setScale: false, x: false, y: false },
      points: { size: 7 },
    },
    scales: {
      x: { time: true, range: () => [data().from / 1000, data().to / 1000] },
      y: { range: (_plot, _min, max) => [0, Math.max(least, (max ?? 0) * 1.1)] },
    },
    axes: [
      timeAxis(26, 80),
      { ...axisLook(), size: 64, space: 34, incrs: STEPS, values: (_plot, splits) => splits.map(write) },
    ],
    series: [
      {},
      ...names.map((_name, index) => ({
        stroke: token(strokeOf(index).colour),
        dash: [...strokeOf(index).dash],
        width: 2.2,
        spanGaps: false,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(plot) => drawFaults(plot, data())],
      setCursor: [({ cursor }) => oncursor(cursor.idx ?? null)],
    },
  };
}
