import { expect, it } from 'vitest';
import { overruledIn, saysOverruled } from '../../../chaos/overruled.ts';
import { suiteRow } from '../../../chaos/suite/rows.ts';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { suiteResult } from './suite-results.ts';

function settings(triggerMs: number, windowMs: number) {
  const all = defaultSettings();
  Object.assign(all.stream, { triggerMs, windowMs });
  return all;
}

it('names what a user chose and the run sets otherwise, and nothing else', () => {
  const { triggerMs, windowMs } = defaultSettings().stream;
  const of = (yours: [number, number], taken: [number, number]) =>
    overruledIn(defaultSettings(), settings(...yours), settings(...taken)).map(({ path }) => path);
  expect(of([triggerMs + 1, windowMs], [300, windowMs])).toEqual(['stream.triggerMs']);
  expect(of([triggerMs, windowMs], [300, 3_000])).toEqual([]); // The user chose neither.
  expect(of([300, windowMs], [300, 3_000])).toEqual([]); // As the user wanted it.
});

it('stands beside a verdict on your settings, and in no other suite', () => {
  const result = suiteResult({ overruled: [{ path: 'stream.triggerMs', yours: 900, taken: 300 }] });
  expect(suiteRow('yours', result).note).toBe(saysOverruled(result.overruled![0]!));
  expect(suiteRow('yours', result).note).toContain('stream.triggerMs to 300 itself, so your 900');
  expect(suiteRow('expected', result).note).toBe('');
});
