// A trail as lines for a terminal. Pure.
import type { Trail } from './conclude.ts';

/** A line each step with the time since the one before, then what it means. */
export function printTrail(trail: Trail): string {
  const lines = trail.steps.map(({ at, place, what }, index) => {
    const time = at === null ? 'time unknown'.padEnd(24) : new Date(at).toISOString();
    const before = index > 0 ? trail.steps[index - 1]!.at : null;
    const later =
      at !== null && before !== null ? `+${Math.round(at - before)} ms`.padStart(10) : ''.padStart(10);
    return `  ${time} ${later}  ${place.padEnd(10)} ${what}`;
  });
  return [`${trail.event}: ${trail.fate}`, ...lines, '', trail.meaning].join('\n');
}
