// Seeded random numbers (sfc32) and weighted choice in constant time (Vose's alias method). Pure: the same seed and stream give
// the same numbers on every machine. Not for secrets.

export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  unit(): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
}

function mixed(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** An independent stream of random numbers for each (seed, stream). */
export function createRandom(seed: number, stream: number): Random {
  let a = mixed(seed >>> 0);
  let b = mixed((Math.floor(seed / 0x1_0000_0000) ^ 0x9e3779b9) >>> 0);
  let c = mixed((stream + 0x6d2b79f5) >>> 0);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const unit = () => next() / 0x1_0000_0000;
  return {
    unit,
    below: (n) => Math.floor(unit() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    exponential: () => -Math.log(1 - unit()),
  };
}

/** Draws an index with a probability proportional to its weight, one uniform number per draw. */
export function aliasTable(weights: readonly number[]): (random: Random) => number {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = Float64Array.from(weights, (weight) => (weight * n) / total);
  const alias = new Int32Array(n);
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((value, i) => {
    (value < 1 ? small : large).push(i);
  });
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large.at(-1)!;
    alias[poor] = rich;
    share[rich] = share[rich]! - (1 - share[poor]!);
    if (share[rich]! < 1) small.push(large.pop()!);
  }
  for (const i of [...small, ...large]) share[i] = 1;
  return (random) => {
    const x = random.unit() * n;
    const i = Math.floor(x);
    return x - i < share[i]! ? i : alias[i]!;
  };
}
