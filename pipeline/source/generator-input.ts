// The seeded generator as an input.
import { createGenerator } from './generator/generator.ts';
import type { EventInput } from './input.ts';

export interface GeneratorInputOptions {
  seed: number;
  eventTimeMode: 'now' | 'original';
  firstSeq: number;
  /** Ends after the event with seq maxEvents − 1; null never. */
  maxEvents: number | null;
}

/** An input that is always ready. */
export function createGeneratorInput({
  seed,
  eventTimeMode,
  firstSeq,
  maxEvents,
}: GeneratorInputOptions): EventInput {
  const generator = createGenerator(seed, eventTimeMode);
  const end = maxEvents ?? Infinity;
  let seq = firstSeq;
  return {
    take(max, nextTime) {
      const count = Math.min(max, Math.max(0, end - seq));
      const events = new Array(count);
      for (let i = 0; i < count; i++) events[i] = generator.at(seq++, nextTime());
      return events;
    },
    ready: async () => {},
    get ended() {
      return seq >= end;
    },
    async again(times, nextTime) {
      const past = createGenerator(seed, eventTimeMode);
      const seqs = [...times.keys()].sort((a, b) => a - b);
      return seqs.map((wanted) => past.at(wanted, times.get(wanted) ?? nextTime()));
    },
  };
}
