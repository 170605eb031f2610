// How the curves of runs are drawn with uPlot: relative seconds below, one or two lines, faults as hatched bands, unknown as gaps.
import uPlot from 'uplot';
import { axisLook, token } from './plot-look.ts';
import type { Band, Curve } from './run-curves.ts';

export interface CurveChart {
  width: number;
  height: number;
  curves: readonly Curve[];
  names: readonly string[];
  bands: readonly Band[];
  group: string;
}

/** One x for all. Where one run has no sample its line goes on; where its value is not known it has a gap. */
export function curveColumns(curves: readonly Curve[]): uPlot.AlignedData {
  const tables = curves.map(({ x, y }) => [x, y] as uPlot.AlignedData);
  return tables.length === 1 ? tables[0]! : uPlot.join(tables);
}

const LINES = [
  { colour: '--flow', dash: [] as number[], width: 2.6 },
  { colour: '--warn', dash: [8, 4], width: 2.6 },
];

/** Colour and dash of the n-th run, for its key. */
export const lineOf = (index: number) => LINES[index % LINES.length]!;

function drawBands(plot: uPlot, bands: readonly Band[]): void {
  const { ctx, bbox } = plot;
  for (const { from, to } of bands) {
    const left = Math.max(bbox.left, plot.valToPos(from, 'x', true));
    const end = to === null ? bbox.left + bbox.width : plot.valToPos(to, 'x', true);
    const right = Math.min(bbox.left + bbox.width, Math.max(end, left + 2 * devicePixelRatio));
    if (right <= left) continue;
    ctx.save();
    ctx.fillStyle = token('--bad');
    ctx.globalAlpha = 0.14;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.globalAlpha = 0.9;
    ctx.fillRect(left, bbox.top, 2 * devicePixelRatio, bbox.height);
    ctx.restore();
  }
}

const axisNumber = (value: number) =>
  Math.abs(value) >= 10_000
    ? `${Math.round(value / 1000)}k`
    : value.toLocaleString('en-US', { maximumFractionDigits: 2 });

export function curveOptions({ width, height, curves, names, bands, group }: CurveChart): uPlot.Options {
  const axis = axisLook(14);
  return {
    width,
    height,
    padding: [10, 16, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: group },
      drag: { setScale: false, x: false, y: false },
      y: false,
      points: { show: false },
    },
    scales: {
      x: { time: false },
      y: { range: (_plot, _min, max) => [0, (max ?? 0) > 0 ? max * 1.12 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        values: (_plot, splits) => splits.map((split) => `${split} s`),
      },
      { ...axis, size: 56, space: 36, values: (_plot, splits) => splits.map(axisNumber) },
    ],
    series: [
      {},
      ...curves.map((_, index) => {
        const line = lineOf(index);
        return {
          label: names[index] ?? '',
          stroke: token(line.colour),
          width: line.width,
          dash: line.dash,
          points: { show: false },
        };
      }),
    ],
    hooks: { drawClear: [(plot) => drawBands(plot, bands)] },
  };
}
