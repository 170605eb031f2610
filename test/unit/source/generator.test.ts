import { describe, expect, it } from 'vitest';
import { BLOCK, createGenerator } from '../../../pipeline/source/generator/generator.ts';
import { timeOfPosition } from '../../../pipeline/source/generator/month-clock.ts';
import { readLine } from '../../../pipeline/source/truth.ts';

const SEED = 20;
const MANY = 60_000;

function count<K>(items: Iterable<K>): Map<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

describe('the generator', () => {
  it('gives the same lines for the same seed, others for another', () => {
    const [a, b, other] = [SEED, SEED, SEED + 1].map((seed) => createGenerator(seed, 'now'));
    const text = (generator: typeof a) =>
      JSON.stringify(Array.from({ length: 2 * BLOCK }, (_, seq) => generator!.at(seq, 1e12)));
    expect(text(b)).toBe(text(a));
    expect(text(other)).not.toBe(text(a));
  });

  it('jumps to any line without making those before it', () => {
    const straight = createGenerator(SEED, 'original');
    const lines = Array.from({ length: 3 * BLOCK }, (_, seq) => straight.at(seq, 0));
    for (const seq of [3 * BLOCK - 1, BLOCK, 5, BLOCK + 77, 0])
      expect(createGenerator(SEED, 'original').at(seq, 0)).toEqual(lines[seq]);
  });

  it('knows the truth of each of its lines as the independent parser reads it', () => {
    for (const mode of ['now', 'original'] as const) {
      const generator = createGenerator(SEED, mode);
      for (let seq = 0; seq < MANY; seq++) {
        const { line, truth } = generator.at(seq, 1.7e12 + seq);
        const read = readLine(line!).truth;
        // Comparing texts first keeps 400,000 comparisons quick.
        if (JSON.stringify(read) !== JSON.stringify(truth))
          expect({ line, ...read }).toEqual({ line, ...truth });
      }
    }
  });

  it('follows the proportions of the trace', () => {
    const generator = createGenerator(SEED, 'original');
    const events = Array.from({ length: MANY }, (_, seq) => generator.at(seq, 0));
    const statuses = count(events.map(({ truth }) => truth.status));
    const share = (status: number) => (statuses.get(status) ?? 0) / MANY;
    expect(share(200)).toBeCloseTo(0.8957, 2);
    expect(share(304)).toBeCloseTo(0.0771, 2);
    expect(share(302)).toBeCloseTo(0.0211, 2);
    expect(share(404)).toBeCloseTo(0.006, 3);
    const lengths = events.map(({ line }) => line!.length);
    expect(lengths.reduce((a, b) => a + b) / MANY).toBeGreaterThan(95);
    expect(lengths.reduce((a, b) => a + b) / MANY).toBeLessThan(120);
    const strict =
      /^(\S+) - - \[(\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "(GET|HEAD|POST) (\S+) (HTTP\/1\.[01])" (\d{3}) (\d+|-)$/;
    const odd = events.filter(({ line }) => !strict.test(line!)).length / MANY;
    expect(odd).toBeGreaterThan(0.0018);
    expect(odd).toBeLessThan(0.0036);
    const identical = MANY - new Set(events.map(({ line }) => line)).size;
    expect(identical).toBeGreaterThan(5);
    const bytes = events
      .filter(({ truth }) => truth.status === 200)
      .map(({ truth }) => truth.bytes!)
      .sort((a, b) => a - b);
    expect(bytes[(bytes.length / 2) | 0]).toBeGreaterThan(2_500);
    expect(bytes[(bytes.length / 2) | 0]).toBeLessThan(7_000);
  });

  it('comes in clumps, in time order, within 1995', () => {
    const generator = createGenerator(SEED, 'original');
    const times = Array.from({ length: MANY }, (_, seq) => generator.at(seq, 0).truth.timeMs).filter(
      (t) => t !== null,
    );
    expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true);
    for (const [windowMs, least] of [
      [1_000, 1.2],
      [60_000, 5],
    ] as const) {
      const windows = count(times.map((time) => Math.floor(time / windowMs)));
      const span = Math.floor((times.at(-1)! - times[0]!) / windowMs);
      const mean = times.length / span;
      const squares = [...windows.values()].reduce((sum, n) => sum + n * n, 0) / span;
      expect((squares - mean * mean) / mean).toBeGreaterThan(least);
    }
    expect(new Date(timeOfPosition(0)).toISOString()).toBe('1995-07-01T04:00:00.000Z');
    for (const position of [1e6, 3e6, 6.9e6, 9e6, 50e6])
      expect(new Date(timeOfPosition(position)).getUTCFullYear()).toBe(1995);
  });
});
