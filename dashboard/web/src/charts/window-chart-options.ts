// How gold and its truth are drawn with uPlot: stepped lines (a window is one number), gaps hatched, faults as bands.
import uPlot from 'uplot';
import type { Fault, GoldWindow } from '../../../contract.ts';
import { count, signed } from '../format/number.ts';
import { axisLook, drawFaultBand, timeAxis, token } from './plot-look.ts';
import { gapGroups, gapOf } from './window-gap.ts';

export interface WindowChartData {
  windows: readonly GoldWindow[];
  windowMs: number;
  faults: readonly Fault[];
  /** Start of the window chosen, or null. */
  chosen: number | null;
}
type Series = (number | null)[];

/** Columns for uPlot: x in seconds, truth (drawn first, behind), shown and final, shown and provisional. */
export function columnsOf({ windows, windowMs }: WindowChartData): [number[], Series, Series, Series] {
  const x = windows.map(({ start }) => start / 1000);
  const final: Series = windows.map(({ shown }) => (shown?.isFinal ? shown.requests : null));
  const provisional: Series = windows.map(({ shown }) => (shown && !shown.isFinal ? shown.requests : null));
  const truth: Series = windows.map((window) => window.truth?.requests ?? null);
  // A step reaches to the next point, so the last window needs one.
  const last = windows.at(-1);
  if (last) {
    x.push((last.start + windowMs) / 1000);
    for (const column of [final, provisional, truth]) column.push(column.at(-1) ?? null);
  }
  // Each stretch holds until the next begins: repeat a value where its line would end a window early.
  const hold = (column: Series) => {
    for (let i = column.length - 1; i > 0; i -= 1)
      if (column[i] === null && column[i - 1] !== null) column[i] = column[i - 1]!;
  };
  hold(final);
  hold(provisional);
  return [x, truth, final, provisional];
}

function hatch(colour: string, back: string): CanvasPattern | string {
  const size = 8 * devicePixelRatio;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const ink = tile.getContext('2d');
  if (!ink) return back;
  ink.globalAlpha = 0.28;
  ink.fillStyle = back;
  ink.fillRect(0, 0, size, size);
  ink.globalAlpha = 1;
  ink.strokeStyle = colour;
  ink.lineWidth = 1.6 * devicePixelRatio;
  for (const shift of [-size, 0, size]) {
    ink.beginPath();
    ink.moveTo(shift, size);
    ink.lineTo(shift + size, 0);
    ink.stroke();
  }
  return ink.createPattern(tile, 'repeat') ?? back;
}

function drawFaults(plot: uPlot, data: WindowChartData): void {
  const { ctx, bbox } = plot;
  /** Right ends of the words in the row above the plot; a second row lies inside it. */
  let wordsEnd = Number.NEGATIVE_INFINITY;
  for (const fault of data.faults) {
    const left = drawFaultBand(plot, fault.since / 1000, (fault.endedAt ?? Date.now()) / 1000);
    if (left === null) continue;
    ctx.font = `600 ${13 * devicePixelRatio}px ${token('--sans')}`;
    ctx.fillStyle = token('--bad-text');
    const target =
      fault.target.name === null ? fault.target.kind : `${fault.target.kind} ${fault.target.name}`;
    const text = `${target} · ${fault.label}`;
    const wide = ctx.measureText(text).width;
    const x = Math.max(bbox.left, Math.min(left, bbox.left + bbox.width - wide));
    const below = x < wordsEnd;
    ctx.textAlign = 'left';
    ctx.fillText(text, x, bbox.top + (below ? 14 : -8) * devicePixelRatio);
    if (!below) wordsEnd = x + wide + 12 * devicePixelRatio;
  }
}

function drawGaps(plot: uPlot, data: WindowChartData): void {
  const { ctx } = plot;
  const wrong = hatch(token('--bad'), token('--bad'));
  const onItsWay = hatch(token('--faint'), token('--faint'));
  for (const window of data.windows) {
    const gap = gapOf(window);
    if (gap === null || gap === 0 || window.shown === null || window.truth === null) continue;
    const left = plot.valToPos(window.start / 1000, 'x', true);
    const right = plot.valToPos((window.start + data.windowMs) / 1000, 'x', true);
    const shown = plot.valToPos(window.shown.requests, 'y', true);
    const truth = plot.valToPos(window.truth.requests, 'y', true);
    ctx.fillStyle = window.shown.isFinal ? wrong : onItsWay;
    ctx.fillRect(left, Math.min(shown, truth), right - left, Math.abs(shown - truth));
  }
}

function drawChosen(plot: uPlot, { chosen, windowMs }: WindowChartData): void {
  if (chosen === null) return;
  const { ctx, bbox } = plot;
  const left = plot.valToPos(chosen / 1000, 'x', true);
  const right = plot.valToPos((chosen + windowMs) / 1000, 'x', true);
  ctx.strokeStyle = token('--flow');
  ctx.lineWidth = 2.5 * devicePixelRatio;
  ctx.strokeRect(left, bbox.top, right - left, bbox.height);
}

function drawCounts(plot: uPlot, data: WindowChartData): void {
  const { ctx, bbox } = plot;
  ctx.font = `700 ${16 * devicePixelRatio}px ${token('--sans')}`;
  ctx.textAlign = 'center';
  ctx.lineJoin = 'round';
  for (const { from, to, gap } of gapGroups(data.windows, data.windowMs)) {
    const x = plot.valToPos((from + to + data.windowMs) / 2000, 'x', true);
    const inside = data.windows.filter(({ start }) => start >= from && start <= to);
    const low = Math.min(...inside.map(({ shown }) => shown?.requests ?? 0));
    const y = Math.min(plot.valToPos(low, 'y', true) + 24 * devicePixelRatio, bbox.top + bbox.height - 6);
    const text = signed(-gap);
    const half = ctx.measureText(text).width / 2;
    const kept = Math.min(Math.max(x, bbox.left + half + 4), bbox.left + bbox.width - half - 4);
    ctx.strokeStyle = token('--panel');
    ctx.lineWidth = 5 * devicePixelRatio;
    ctx.strokeText(text, kept, y);
    ctx.fillStyle = token('--bad-text');
    ctx.fillText(text, kept, y);
  }
}

/** Options for a chart of this size; `data` is asked at every draw, so that a new state only needs `setData`. */
export function chartOptions(width: number, height: number, data: () => WindowChartData): uPlot.Options {
  const stepped = uPlot.paths.stepped!({ align: 1 });
  return {
    width,
    height,
    padding: [26, 28, 0, 0],
    legend: { show: false },
    cursor: { points: { show: false }, drag: { setScale: false, x: false, y: false }, y: false },
    scales: {
      x: { time: true },
      y: { range: (_plot, _min, max) => [0, Math.max(10, (max ?? 0) * 1.08)] },
    },
    axes: [
      timeAxis(28, 72),
      { ...axisLook(), size: 58, values: (_plot, splits) => splits.map((split) => count(split)) },
    ],
    series: [
      {},
      { stroke: token('--truth'), width: 1.8, dash: [7, 5], paths: stepped, points: { show: false } },
      {
        stroke: token('--ok'),
        width: 2.6,
        fill: `${token('--ok')}26`,
        paths: stepped,
        points: { show: false },
      },
      {
        stroke: token('--ok'),
        width: 2.2,
        dash: [2, 4],
        fill: `${token('--ok')}0d`,
        paths: stepped,
        points: { show: false },
      },
    ],
    hooks: {
      drawClear: [(plot) => drawFaults(plot, data()), (plot) => drawGaps(plot, data())],
      draw: [(plot) => drawChosen(plot, data()), (plot) => drawCounts(plot, data())],
    },
  };
}
