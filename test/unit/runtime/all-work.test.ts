// The engine is ready when the present processes say so, not when those before them did.
import { expect, it } from 'vitest';
import { allWork } from '../../../pipeline/runtime/all-work.ts';

type State = Parameters<typeof allWork>[1] extends ReadonlyMap<string, { value: infer R }> ? R : never;

const reports = (...all: [name: string, report: State][]) =>
  new Map(all.map(([name, value]) => [name, { value }]));
const processor = (pid: number | null) => ({ name: 'processor-1', role: 'processor' as const, pid });
const source = { name: 'source', role: 'source' as const, pid: 9 };

it('works once every processor has said so', () => {
  expect(allWork([processor(1), source], reports(['processor-1', { pid: 1, state: 'running' }]))).toBe(true);
});

it('does not while one is still joining, or none is there', () => {
  expect(allWork([processor(1)], reports(['processor-1', { pid: 1, state: 'joining' }]))).toBe(false);
  expect(allWork([processor(1)], reports())).toBe(false);
  expect(allWork([source], reports())).toBe(false);
});

it('does not by the word of an earlier life', () => {
  expect(allWork([processor(2)], reports(['processor-1', { pid: 1, state: 'running' }]))).toBe(false);
  expect(allWork([processor(null)], reports(['processor-1', { pid: 1, state: 'running' }]))).toBe(false);
});
