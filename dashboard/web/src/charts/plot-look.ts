// What every chart shares: colours of the theme, the lines of its axes, and a fault as a band over the time it was live.
import type uPlot from 'uplot';

/** A colour, or another custom property of the theme as it is now. */
export const token = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** What both axes of a chart have in common. */
export const axisLook = (fontPx = 13): uPlot.Axis => ({
  stroke: token('--muted'),
  font: `${fontPx}px ${token('--sans')}`,
  grid: { stroke: token('--line'), width: 1 },
  ticks: { show: false },
});

/** Time of day below, with seconds. */
export const timeAxis = (size: number, space: number): uPlot.Axis => ({
  ...axisLook(),
  grid: { show: false },
  size,
  space,
  values: [[1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1]],
});

/** Shades from x to x and dashes the left edge; gives back where that edge is on the canvas, null when the band lies outside. */
export function drawFaultBand(plot: uPlot, fromX: number, toX: number): number | null {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, plot.valToPos(fromX, 'x', true));
  const right = Math.min(bbox.left + bbox.width, plot.valToPos(toX, 'x', true));
  if (right <= left) return null;
  ctx.globalAlpha = 0.14;
  ctx.fillStyle = token('--bad');
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = token('--bad');
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  return left;
}
