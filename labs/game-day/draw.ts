// The blind draw: a pure function of the seed, so that every seat with one seed meets the same fault, and a game can be played again. Whoever holds
// the result before the reveal must show it to nobody.
import { uniform } from '../../chaos/distortion.ts';
import { POOL, type PoolEntry } from './pool.ts';

export interface Drawn {
  entry: PoolEntry;
  variant: string;
}

const pick = <T>(list: readonly T[], seed: number, place: number): T =>
  list[Math.floor(uniform(seed, place) * list.length)]!;

/** The same seed draws the same fault and variant. */
export function drawFault(seed: number): Drawn {
  const entry = pick(POOL, seed, 1);
  return { entry, variant: pick(entry.variants, seed, 2) };
}
