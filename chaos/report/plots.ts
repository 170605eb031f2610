// The course of a run as inline SVG: one shared time axis with the phases on it, five small plots, bands where a fault was live, and the
// first signal after it marked. Drawn from the journal's own entries, nothing else. Pure.
import { escaped } from './page.ts';
import type { Of, Story } from './story.ts';

const WIDTH = 1180;
const LEFT = 186;
const RIGHT = 16;
const TOP = 74;
const PLOT = 76;
const GAP = 30;

interface Point {
  at: number;
  value: number | null;
}

interface Plot {
  label: string;
  unit: string;
  points: Point[];
  colour: string;
  /** Stays at its value until the next one. */
  steps?: boolean;
  /** Filled down to the axis. */
  area?: boolean;
  /** Largest value shown at least. */
  atLeast: number;
}

/** Events acknowledged a second, between two samples; a source that was started again counts from 0. */
export function ackRate(samples: readonly Of<'sample'>[]): Point[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined) return [];
    const gained = sample.acked >= before.acked ? sample.acked - before.acked : sample.acked;
    return [{ at: sample.at, value: gained / ((sample.at - before.at) / 1_000) }];
  });
}

function plotsOf(samples: readonly Of<'sample'>[]): Plot[] {
  const series = (value: (sample: Of<'sample'>) => number | null): Point[] =>
    samples.map((sample) => ({ at: sample.at, value: value(sample) }));
  return [
    {
      label: 'acknowledged',
      unit: '/s',
      points: ackRate(samples),
      colour: 'var(--flow)',
      area: true,
      atLeast: 100,
    },
    {
      label: 'ack p99',
      unit: 'ms',
      points: series((one) => one.ackP99Ms),
      colour: 'var(--flow)',
      atLeast: 100,
    },
    {
      label: 'lag',
      unit: 's',
      points: series((one) => (one.lagMs === null ? null : one.lagMs / 1_000)),
      colour: 'var(--warn)',
      area: true,
      atLeast: 2,
    },
    {
      label: 'min ISR',
      unit: '',
      points: series((one) => one.isr),
      colour: 'var(--ok)',
      steps: true,
      atLeast: 3,
    },
  ];
}

/** The figure; a sentence instead where there is nothing to draw. */
export function courseSvg(story: Story): string {
  const { samples, from, to } = story;
  if (samples.length < 2) return '<p class="muted">Nothing was sampled: the run did not come far enough.</p>';
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - RIGHT);
  const plots = plotsOf(samples);
  const bottom = TOP + plots.length * (PLOT + GAP);
  const height = bottom + 62;
  const drawn = [
    faultBands(story, x, bottom + 22),
    ...plots.map((plot, index) => drawPlot(plot, x, TOP + index * (PLOT + GAP))),
    healthStrip(samples, x, bottom, to),
    phaseAxis(story, x, bottom + 34),
    firstSignal(story, x, bottom + 22),
    timeAxis(from, to, x, height),
  ];
  return `<svg class="plots" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Course of the run over ${Math.round((to - from) / 1000)} seconds">${drawn.join('')}</svg>`;
}

type Scale = (value: number) => number;

function faultBands({ faults, to }: Story, x: Scale, bottom: number): string {
  return faults
    .map(({ fault, from, to: end }, index) => {
      const [left, right] = [x(from), x(end ?? to)];
      const width = Math.max(2, right - left).toFixed(1);
      const line = 14 + (index % 2) * 17;
      const anchor =
        left > WIDTH * 0.75 ? `text-anchor="end" x="${right.toFixed(1)}"` : `x="${(left + 4).toFixed(1)}"`;
      return `<g><title>${escaped(fault)}: live for ${(((end ?? to) - from) / 1000).toFixed(1)} s</title>
<rect x="${left.toFixed(1)}" y="40" width="${width}" height="${bottom - 40}" fill="var(--bad)" opacity=".13"/>
<rect x="${left.toFixed(1)}" y="38" width="${width}" height="4" fill="var(--bad)"/>
<text class="fault" ${anchor} y="${line + 4}">${escaped(fault.replaceAll('-', ' '))}</text></g>`;
    })
    .join('');
}

function drawPlot(
  { label, unit, points, colour, steps, area, atLeast }: Plot,
  x: Scale,
  top: number,
): string {
  const most = Math.max(atLeast, ...points.map(({ value }) => value ?? 0));
  const y = (value: number) => top + PLOT - (value / most) * PLOT;
  const pieces = unbroken(points);
  const lines = pieces.map((piece) => path(piece, x, y, steps === true));
  const line = `<path d="${lines.join('')}" fill="none" stroke="${colour}" stroke-width="2.2" stroke-linejoin="round" stroke-linecap="round"/>`;
  const fill = area
    ? pieces.map(
        (piece, index) =>
          `<path d="${lines[index]}L${x(piece.at(-1)!.at).toFixed(1)},${top + PLOT}L${x(piece[0]!.at).toFixed(1)},${top + PLOT}Z" fill="${colour}" opacity=".16"/>`,
      )
    : [];
  return `<g><text class="label" x="0" y="${top + 12}">${label}</text><text x="0" y="${top + 31}">${unit === '' ? '' : `in ${unit === '/s' ? 'events/s' : unit}`}</text>
<text x="${LEFT - 8}" y="${top + 5}" text-anchor="end">${short(most)}</text><text x="${LEFT - 8}" y="${top + PLOT + 4}" text-anchor="end">0</text>
<path d="M${LEFT},${top}H${WIDTH - RIGHT}M${LEFT},${top + PLOT}H${WIDTH - RIGHT}" stroke="var(--line)" fill="none"/>${fill.join('')}${line}</g>`;
}

interface Known {
  at: number;
  value: number;
}

/** Runs of points without a gap; what was not measured is not drawn. */
function unbroken(points: readonly Point[]): Known[][] {
  const pieces: Known[][] = [[]];
  for (const { at, value } of points) {
    if (value === null) pieces.push([]);
    else pieces.at(-1)!.push({ at, value });
  }
  return pieces.filter((piece) => piece.length > 0);
}

function path(piece: readonly Known[], x: Scale, y: Scale, steps: boolean): string {
  return piece
    .map(({ at, value }, index) => {
      const [px, py] = [x(at).toFixed(1), y(value).toFixed(1)];
      if (index === 0) return piece.length === 1 ? `M${px},${py}h.1` : `M${px},${py}`;
      return steps ? `H${px}V${py}` : `L${px},${py}`;
    })
    .join('');
}

/** Green while the observation says that all is well. */
function healthStrip(samples: readonly Of<'sample'>[], x: Scale, top: number, to: number): string {
  const cells = samples.map(({ at, well, active }, index) => {
    const end = samples[index + 1]?.at ?? Math.min(to, at + 1_000);
    const says = well ? 'all looks well' : [...new Set(active.map((one) => one.split('/')[0]!))].join(', ');
    return `<rect x="${x(at).toFixed(1)}" y="${well ? top + 9 : top}" width="${(x(end) - x(at) + 0.4).toFixed(1)}" height="${well ? 7 : 16}" fill="var(--${well ? 'ok' : 'bad'})"><title>${escaped(says)}</title></rect>`;
  });
  return `<g><text class="label" x="0" y="${top + 14}">looks well</text>${cells.join('')}</g>`;
}

function phaseAxis({ phases }: Story, x: Scale, top: number): string {
  return phases
    .map(({ phase, from, to }) => {
      const [left, width] = [x(from), x(to) - x(from)];
      const name = width > phase.length * 7.4 + 8 ? phase : '';
      return `<g><title>${phase}: ${((to - from) / 1000).toFixed(1)} s</title><rect x="${left.toFixed(1)}" y="${top}" width="${Math.max(1, width - 2).toFixed(1)}" height="23" rx="5" fill="var(--raised)" stroke="var(--line)"/>
<text x="${(left + width / 2 - 1).toFixed(1)}" y="${top + 16}" text-anchor="middle">${name}</text></g>`;
    })
    .join('');
}

/** The first signal after the first fault. */
function firstSignal({ signals, faults }: Story, x: Scale, bottom: number): string {
  const struck = faults[0]?.from;
  const first = struck === undefined ? undefined : signals.find(({ firedAt }) => firedAt >= struck);
  if (struck === undefined || first === undefined) return '';
  const at = x(first.firedAt);
  const words = `${first.signal} after ${((first.firedAt - struck) / 1000).toFixed(1)} s`;
  const end = at > WIDTH * 0.72;
  return `<g><title>${escaped(first.says)}</title><path d="M${at.toFixed(1)},58V${bottom}" stroke="var(--warn)" stroke-width="2" stroke-dasharray="5 4"/>
<path d="M${at.toFixed(1)},48l6,10h-12Z" fill="var(--warn)"/><text class="signal" x="${(end ? at - 10 : at + 10).toFixed(1)}" y="59" ${end ? 'text-anchor="end"' : ''}>${escaped(words)}</text></g>`;
}

function timeAxis(from: number, to: number, x: Scale, bottom: number): string {
  const seconds = (to - from) / 1_000;
  const step = [1, 2, 5, 10, 15, 30, 60, 120].find((one) => seconds / one <= 12) ?? 300;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  return ticks
    .map(
      (tick) =>
        `<text x="${x(from + tick * 1_000).toFixed(1)}" y="${bottom + 14}" text-anchor="middle">${tick} s</text>`,
    )
    .join('');
}

function short(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1_000)}k`;
  return value >= 10 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-US')
    : value.toFixed(1);
}
