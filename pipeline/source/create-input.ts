// The input a run asks for, from its specification.
import type { RunSpec } from '../contract/run-spec.ts';
import { createFileInput } from './file-input.ts';
import { createGeneratorInput } from './generator-input.ts';
import type { EventInput } from './input.ts';

/** An input that begins with event `firstSeq`. */
export function createInput(spec: RunSpec, firstSeq: number): EventInput {
  const { eventTimeMode, seed } = spec;
  const { input, maxEvents } = spec.source;
  if (input.kind === 'generator') return createGeneratorInput({ seed, eventTimeMode, firstSeq, maxEvents });
  const { timeBounds, originalFrom, originalTo } = spec.settings.silver;
  const bounded = eventTimeMode === 'original' && timeBounds !== 'off';
  const bounds = bounded ? { fromMs: Date.parse(originalFrom), toMs: Date.parse(originalTo) } : null;
  return createFileInput({ path: input.path, eventTimeMode, firstSeq, maxEvents, bounds });
}
