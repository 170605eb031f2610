// No false alarm: healthy minutes with the clumps and tides of the real log and noise as recorded, with the thresholds shipped. The same
// against the real pipeline, on request: test/integration/observe/quiet.test.ts.
import { expect, it } from 'vitest';
import { createSignalEvaluator, loadSignals } from '../../../pipeline/observe/evaluate.ts';
import { BEGIN, healthyTraffic } from '../../helpers/traffic.ts';

/** Everything that fired, once each, with the second it first did. */
async function alarms(seed: number, minutes: number, rate: number, only?: string): Promise<string[]> {
  const rules = (await loadSignals()).filter(({ id }) => only === undefined || id === only);
  const evaluator = createSignalEvaluator(rules);
  const fired = new Map<string, string>();
  for (const snapshot of healthyTraffic(seed, minutes, rate))
    for (const { id, subject, says } of evaluator.add(snapshot)) {
      const key = `${id}/${subject}`;
      if (!fired.has(key)) fired.set(key, `${Math.round((snapshot.at - BEGIN) / 1000)} s: ${key}: ${says}`);
    }
  return [...fired.values()];
}

it.each([
  [2, 2_000],
  [3, 20],
])('ten healthy minutes raise no alarm (seed %i, %i events/s)', { timeout: 60_000 }, async (seed, rate) => {
  expect(await alarms(seed, 10, rate)).toEqual([]);
});

it('thirty healthy minutes raise no alarm', { timeout: 120_000 }, async () => {
  expect(await alarms(5, 30, 1_000)).toEqual([]);
});

it.each([
  [1995, 16],
  [9, 60],
])(
  'a stretch as lean as bursty traffic ever has is no drop (seed %i)',
  { timeout: 120_000 },
  async (seed, minutes) => {
    expect(await alarms(seed, minutes, 1_000, 'volume-drop')).toEqual([]);
  },
);
