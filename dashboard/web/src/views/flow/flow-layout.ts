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
function column(ids: string[], x: number, w: number, middle: number, room: number, most: number): [string, Box][] {
  const gap = ids.length > 3 ? 10 : 22;
  const h = Math.min(most, (room - gap * (ids.length - 1)) / ids.length);
  const top = middle - (ids.length * h + gap * (ids.length - 1)) / 2;
  return ids.map((id, index) => [id, { x, y: top + index * (h + gap), w, h }]);
}

function wide(brokers: string[], processors: string[]): Layout {
  const middle = 172;
  const boxes = new Map<string, Box>([
    ['source', { x: 4, y: middle - 58, w: 168, h: 116 }],
    ['ledger', { x: 4, y: 302, w: 168, h: 80 }],
    ...column(brokers, 356, 272, middle, 340, 98),
    ['controller', { x: 804, y: 302, w: 190, h: 80 }],
    ...column(processors, 804, 190, middle, processors.length > 1 ? 280 : 340, 116),
    ['bronze', { x: 1090, y: middle - 55, w: 152, h: 110 }],
    ['silver', { x: 1302, y: middle - 55, w: 152, h: 110 }],
    ['quarantine', { x: 1302, y: 302, w: 152, h: 80 }],
    ['gold.traffic', { x: 1514, y: middle - 55, w: 162, h: 110 }],
  ]);
  return {
    kind: 'wide',
    width: 1680,
    height: 388,
    boxes,
    chip: { w: 35, h: 27, perRow: 6 },
    isrNote: { x: 492, y: 374 },
  };
}

function tall(brokers: string[], processors: string[]): Layout {
  const w = (390 - 8 - 8 * (brokers.length - 1)) / brokers.length;
  const brokerBoxes = brokers.map((id, index): [string, Box] => [id, { x: 4 + index * (w + 8), y: 178, w, h: 122 }]);
  const each = (238 - 8 * (processors.length - 1)) / processors.length;
  const processorBoxes = processors.map((id, index): [string, Box] => [
    id,
    { x: 4 + index * (each + 8), y: 406, w: each, h: 96 },
  ]);
  const boxes = new Map<string, Box>([
    ['source', { x: 4, y: 4, w: 218, h: 96 }],
    ['ledger', { x: 262, y: 4, w: 124, h: 96 }],
    ...brokerBoxes,
    ...processorBoxes,
    ['controller', { x: 262, y: 406, w: 124, h: 96 }],
    ['bronze', { x: 4, y: 578, w: 238, h: 92 }],
    ['silver', { x: 4, y: 740, w: 238, h: 92 }],
    ['quarantine', { x: 278, y: 740, w: 108, h: 92 }],
    ['gold.traffic', { x: 4, y: 902, w: 238, h: 92 }],
  ]);
  return {
    kind: 'tall',
    width: 390,
    height: 998,
    boxes,
    chip: { w: 30, h: 25, perRow: 3 },
    isrNote: { x: 195, y: 324 },
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
export function lineBetween(from: Box, to: Box, gateAtEnd: boolean): EdgeLine {
  const sideways = to.x >= from.x + from.w;
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
  return {
    d: `M${text(start)} C${text(c1)} ${text(c2)} ${text(end)}`,
    middle: at(points, 0.5),
    gate: at(points, gateAtEnd ? 0.88 : 0.12),
  };
}
