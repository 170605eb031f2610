// When requests of the summer of 1995 came: the real counts per day and the daily shape, so that the n-th line of the trace maps
// to a time. Only `--event-time original` uses it. After the two months it goes on at the same pace 62 days later, then starts
// again, so every time stays within 1995.

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Midnight of 1 July 1995 in the server's zone (-0400). */
const ORIGIN_MS = Date.UTC(1995, 6, 1, 4);

const LINES_PER_DAY = [
  64714, 60265, 89584, 70452, 94575, 100960, 87233, 38867, 35272, 72860, 80407, 92536, 134203, 84103, 45532,
  47854, 74981, 64282, 72738, 66593, 64629, 35267, 39199, 64259, 62699, 58849, 61680, 27121, 0, 0, 0, 33996,
  0, 41388, 59557, 31893, 32420, 57362, 60157, 60458, 61248, 61246, 38071, 36480, 59878, 58847, 56653, 58988,
  56246, 32094, 32963, 55540, 57762, 58097, 52552, 57321, 31608, 32823, 55496, 67988, 80641, 90125,
];
const WEEKDAY = [
  0.53, 0.44, 0.39, 0.35, 0.3, 0.31, 0.35, 0.56, 0.86, 1.03, 1.1, 1.2, 1.3, 1.29, 1.28, 1.36, 1.27, 0.99,
  0.79, 0.7, 0.67, 0.67, 0.66, 0.62,
];
const WEEKEND = [
  0.55, 0.45, 0.33, 0.27, 0.24, 0.21, 0.21, 0.24, 0.3, 0.37, 0.45, 0.49, 0.52, 0.55, 0.6, 0.59, 0.62, 0.61,
  0.55, 0.53, 0.56, 0.57, 0.62, 0.59,
];

function cumulativeByHour(): Float64Array {
  const cumulative = new Float64Array(LINES_PER_DAY.length * 24 + 1);
  LINES_PER_DAY.forEach((lines, day) => {
    const shape = day % 7 < 2 ? WEEKEND : WEEKDAY;
    const sum = shape.reduce((a, b) => a + b, 0);
    shape.forEach((share, hour) => {
      const i = day * 24 + hour;
      cumulative[i + 1] = cumulative[i]! + (lines * share) / sum;
    });
  });
  return cumulative;
}

const CUMULATIVE = cumulativeByHour();
const LINES_PER_LAP = CUMULATIVE.at(-1)!;
const LAPS = 2;

/** The time (ms since the epoch) at which the trace had grown to `position` lines; position may be fractional. */
export function timeOfPosition(position: number): number {
  const lap = Math.floor(position / LINES_PER_LAP);
  const within = position - lap * LINES_PER_LAP;
  let low = 0;
  let high = CUMULATIVE.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (CUMULATIVE[middle]! <= within) low = middle;
    else high = middle;
  }
  const lines = CUMULATIVE[low + 1]! - CUMULATIVE[low]!;
  const fraction = lines > 0 ? (within - CUMULATIVE[low]!) / lines : 0;
  return ORIGIN_MS + (lap % LAPS) * LINES_PER_DAY.length * DAY_MS + (low + fraction) * HOUR_MS;
}
