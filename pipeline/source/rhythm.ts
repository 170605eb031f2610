// When events come in a bursty stream: in clumps, as sessions and page loads make them, on a tide that follows the hours of a day, one day
// in ten minutes. Clumps and hours are those of the NASA trace; what varies in it from one ten minutes to the next is drawn. Pure: the
// seed and the rate decide.
import { createRandom, type Random } from './generator/random.ts';
import { spacedPositions } from './generator/spacing.ts';

/** Tells when the next event is due, ms since the beginning; each call is one event later. */
export type Rhythm = () => number;

/** Mean requests per second by hour of a weekday in the trace. */
const HOURS = [
  0.53, 0.44, 0.39, 0.35, 0.3, 0.31, 0.35, 0.56, 0.86, 1.03, 1.1, 1.2, 1.3, 1.29, 1.28, 1.36, 1.27, 0.99,
  0.79, 0.7, 0.67, 0.67, 0.66, 0.62,
];
const HOURLY_MEAN = HOURS.reduce((sum, rate) => sum + rate, 0) / HOURS.length;
/** A run begins in the morning, near the mean. */
const FIRST_HOUR = 8.5;
const DAY_MS = 600_000;
/** Ten minutes of the trace at this pace. */
const STEP_MS = DAY_MS / 144;
/** How much ten minutes of one hour differ (ln): variance over mean² of the trace's counts, the hours taken out. */
const STEP_SIGMA = 0.17;
const BLOCK = 4_096;

/** How many events there are at a time of the lab's day, as a multiple of the mean. */
function tideAt(ms: number): number {
  const hour = (FIRST_HOUR + (ms / DAY_MS) * 24) % 24;
  const [low, part] = [Math.floor(hour), hour % 1];
  return (HOURS[low]! * (1 - part) + HOURS[(low + 1) % 24]! * part) / HOURLY_MEAN;
}

/** The rhythm of a seed at a mean rate. */
export function burstyRhythm(seed: number, ratePerSecond: number): Rhythm {
  const steps = createRandom(seed, -2_000_000_001);
  let [stepStart, stepEvents] = [0, 0];
  let perStep = eventsIn(0, ratePerSecond, steps);
  let [block, place] = [-1, BLOCK];
  let positions: Float64Array = new Float64Array(0);
  return () => {
    if (place === BLOCK) {
      place = 0;
      block++;
      positions = spacedPositions(block * BLOCK, BLOCK, createRandom(seed, -1_000_000_001 - block));
    }
    const position = positions[place++]!;
    while (position >= stepEvents + perStep) {
      stepEvents += perStep;
      stepStart += STEP_MS;
      perStep = eventsIn(stepStart, ratePerSecond, steps);
    }
    return stepStart + ((position - stepEvents) / perStep) * STEP_MS;
  };
}

function eventsIn(stepStart: number, ratePerSecond: number, random: Random): number {
  return (ratePerSecond * tideAt(stepStart) * Math.exp(STEP_SIGMA * random.normal()) * STEP_MS) / 1000;
}
