// Where the lines of a block stand between its first and its last position: in clumps, as sessions and page loads make them, not
// evenly. (Variance over mean of the trace's counts: 1.6 per second, 5.4 per 10 s, 22 per minute; a Poisson stream has 1.)
import type { Random } from './random.ts';

/** `count` growing positions in [start, start + count). */
export function spacedPositions(start: number, count: number, random: Random): Float64Array {
  const positions = new Float64Array(count);
  let sum = 0;
  let slow = 1;
  let fast = 1;
  for (let i = 0; i < count; i++) {
    if (random.unit() < 1 / 400) slow = Math.exp(0.35 * random.normal());
    if (random.unit() < 1 / 12) fast = Math.exp(0.6 * random.normal());
    const pageLoad = random.unit() < 0.25 ? 0.2 : 1.27;
    sum += random.exponential() * slow * fast * pageLoad;
    positions[i] = sum;
  }
  const scale = count / (sum + 1);
  for (let i = 0; i < count; i++) positions[i] = start + positions[i]! * scale;
  return positions;
}
