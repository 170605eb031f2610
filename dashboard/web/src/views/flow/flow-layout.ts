// Where the boxes stand, in the units of the drawing: wide (left to right) or tall (top to bottom, for narrow screens).
// Pure; knows names and counts, not states.
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}
export interface Layout {
  kind: 'wide' | 'tall';
  width: number;
  height: number;
  boxes: Map<string, Box>;
  chip: { w: number; h: number; perRow: number };
  isrNote: { x: number; y: number };
}

/** Stacks `ids` in a column, centred on `middle`. */
function column(
  ids: string[],
  x: number,
  w: number,
  middle: number,
  room: number,
  most: number,
): [string, Box][] {
  const gap = ids.length > 3 ? 10 : 22;
  const h = Math.min(most, (room - gap * (ids.length - 1)) / ids.length);
  const top = middle - (ids.length * h + gap * (ids.length - 1)) / 2;
  return ids.map((id, index) => [id, { x, y: top + index * (h + gap), w, h }]);
}

function wide(brokers: string[], processors: string[]): Layout {
  const middle = 174;
  const boxes = new Map<string, Box>([
    ['source', { x: 4, y: middle - 64, w: 172, h: 128 }],
    ['ledger', { x: 4, y: 300, w: 172, h: 90 }],
    ...column(brokers, 372, 276, middle, 344, 99),
    ['controller', { x: 812, y: 300, w: 190, h: 90 }],
    ...column(processors, 812, 190, middle, processors.length > 1 ? 250 : 344, 128),
    ['bronze', { x: 1106, y: middle - 64, w: 164, h: 128 }],
    ['silver', { x: 1366, y: middle - 64, w: 164, h: 128 }],
    ['quarantine', { x: 1366, y: 300, w: 164, h: 90 }],
    ['gold.traffic', { x: 1626, y: middle - 64, w: 166, h: 128 }],
  ]);
  return {
    kind: 'wide',
    width: 1796,
    height: 394,
    boxes,
    chip: { w: 35, h: 27, perRow: 6 },
    isrNote: { x: 510, y: 378 },
  };
}

function tall(brokers: string[], processors: string[]): Layout {
  const w = (390 - 8 - 8 * (brokers.length - 1)) / brokers.length;
  const brokerBoxes = brokers.map((id, index): [string, Box] => [
    id,
    { x: 4 + index * (w + 8), y: 184, w, h: 122 },
  ]);
  const each = (238 - 8 * (processors.length - 1)) / processors.length;
  const processorBoxes = processors.map((id, index): [string, Box] => [
    id,
    { x: 4 + index * (each + 8), y: 410, w: each, h: 104 },
  ]);
  const boxes = new Map<string, Box>([
    ['source', { x: 4, y: 4, w: 238, h: 104 }],
    ['ledger', { x: 270, y: 4, w: 116, h: 104 }],
    ...brokerBoxes,
    ...processorBoxes,
    ['controller', { x: 270, y: 410, w: 116, h: 104 }],
    ['bronze', { x: 4, y: 580, w: 238, h: 104 }],
    ['silver', { x: 4, y: 750, w: 238, h: 104 }],
    ['quarantine', { x: 270, y: 750, w: 116, h: 104 }],
    ['gold.traffic', { x: 4, y: 920, w: 238, h: 104 }],
  ]);
  return {
    kind: 'tall',
    width: 390,
    height: 1028,
    boxes,
    chip: { w: 30, h: 25, perRow: 3 },
    isrNote: { x: 195, y: 334 },
  };
}

/** The layout for a drawing that is `widthPx` wide on the screen. */
export function layoutFor(widthPx: number, brokers: string[], processors: string[]): Layout {
  return widthPx < 960 ? tall(brokers, processors) : wide(brokers, processors);
}

export interface EdgeLine {
  d: string;
  middle: { x: number; y: number };
  /** Where the proxy's gate stands: near the broker's end. */
  gate: { x: number; y: number };
  /** Where rate and latency are written, and how. */
  words: { x: number; rateY: number; latencyY: number; anchor: 'start' | 'middle' };
}

/** Words stand where they cross no other line: beside the broker, above the upper and below the lower ones. */
function wordsFor(
  from: Box,
  to: Box,
  gateAtEnd: boolean,
  middle: { x: number; y: number },
): EdgeLine['words'] {
  const [broker, other] = gateAtEnd ? [to, from] : [from, to];
  const lean = broker.y + broker.h / 2 - (other.y + other.h / 2);
  const roomy = to.x - from.x - from.w > 130;
  const x = !roomy ? middle.x : gateAtEnd ? to.x - 62 : from.x + from.w + 62;
  if (Math.abs(lean) < 1) return { x, rateY: middle.y - 14, latencyY: middle.y + 26, anchor: 'middle' };
  const y = broker.y + broker.h / 2;
  return lean < 0
    ? { x, rateY: y - 32, latencyY: y - 13, anchor: 'middle' }
    : { x, rateY: y + 25, latencyY: y + 44, anchor: 'middle' };
}

/** Point on a cubic at t. */
function at(p: readonly [number, number][], t: number) {
  const u = 1 - t;
  const k = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: p.reduce((total, [x], index) => total + k[index]! * x, 0),
    y: p.reduce((total, [, y], index) => total + k[index]! * y, 0),
  };
}

/** A smooth line from one box to the next; `gateAtEnd` tells at which end a proxy would stand. */
export function lineBetween(from: Box, to: Box, gateAtEnd: boolean, kind: Layout['kind']): EdgeLine {
  const sameRow = from.y < to.y + to.h && to.y < from.y + from.h;
  const sideways = to.x >= from.x + from.w && (kind === 'wide' || sameRow);
  const start: [number, number] = sideways
    ? [from.x + from.w, from.y + from.h / 2]
    : [from.x + from.w / 2, from.y + from.h];
  const end: [number, number] = sideways ? [to.x, to.y + to.h / 2] : [to.x + to.w / 2, to.y];
  const bend = 0.55;
  const c1: [number, number] = sideways
    ? [start[0] + (end[0] - start[0]) * bend, start[1]]
    : [start[0], start[1] + (end[1] - start[1]) * bend];
  const c2: [number, number] = sideways
    ? [end[0] - (end[0] - start[0]) * bend, end[1]]
    : [end[0], end[1] - (end[1] - start[1]) * bend];
  const points = [start, c1, c2, end];
  const text = ([x, y]: [number, number]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const middle = at(points, 0.5);
  return {
    d: `M${text(start)} C${text(c1)} ${text(c2)} ${text(end)}`,
    middle,
    gate: at(points, gateAtEnd ? 0.9 : 0.1),
    words:
      kind === 'tall' || !sideways
        ? { x: middle.x + 13, rateY: middle.y + 6, latencyY: middle.y + 26, anchor: 'start' }
        : wordsFor(from, to, gateAtEnd, middle),
  };
}
