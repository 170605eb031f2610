// On Spark a run may take longer, and what it is to show stays the same.
import { expect, it } from 'vitest';
import { variantsOn } from '../../../chaos/engine-fit.ts';
import { isInVain, patienceOf, withPatience } from '../../../chaos/patience.ts';
import { listScenarios } from '../../../chaos/run.ts';
import { caseOf } from '../../../chaos/scenario.ts';
import { variantOf } from '../../../chaos/variants.ts';

const scenarios = await listScenarios();

it('changes nothing on the duckdb engine', () => {
  for (const scenario of scenarios) expect(withPatience(scenario, patienceOf('duckdb'))).toEqual(scenario);
});

it('on Spark only deadlines are longer, and the time in which a fault is noticed', () => {
  const { moreSeconds, noticeSeconds } = patienceOf('spark');
  for (const scenario of scenarios) {
    const { deadlines, variants } = withPatience(scenario, patienceOf('spark'));
    expect(deadlines.settleSeconds).toBe(scenario.deadlines.settleSeconds + moreSeconds);
    for (const [name, variant] of Object.entries(scenario.variants)) {
      const { noticed, ...expected } = variants[name]!.expect;
      const { noticed: before, ...same } = variant.expect;
      expect(expected).toEqual(same);
      expect(noticed?.signal).toBe(before?.signal);
      expect(noticed?.withinSeconds).toBe(before && before.withinSeconds + noticeSeconds);
    }
  }
});

it('two minutes of warming up on Spark reach no event at which a fault is due', async () => {
  const { rateShare } = patienceOf('spark').warmUp!;
  for (const scenario of scenarios) {
    const { ratePerSecond } = scenario.source;
    if (ratePerSecond === null) continue;
    for (const name of await variantsOn(scenario, 'spark')) {
      const faults = scenario.schedule(7, caseOf(variantOf(scenario, name)));
      const first = Math.min(...faults.map(({ injectAtAcked }) => injectAtAcked));
      expect(ratePerSecond * rateShare * 120, `${scenario.id}/${name}`).toBeLessThan(first);
    }
  }
});

it('the longer wait of Spark is not spent on a process that has ended with last words', () => {
  const run = (state: 'failed' | 'down') => ({
    components: () => [
      {
        name: 'processor-1',
        role: 'processor' as const,
        pid: null,
        state,
        restarts: 0,
        reason: 'it said',
        since: 0,
      },
    ],
  });
  const seconds = 10 + patienceOf('spark').moreSeconds;
  const asked = (state: 'failed' | 'down', waitedMs: number, engine: 'duckdb' | 'spark' = 'spark') =>
    isInVain(run(state), patienceOf(engine), { seconds, waitedMs });
  expect(asked('failed', 11_000)).toBe(true);
  expect(asked('failed', 9_000)).toBe(false);
  expect(asked('down', 11_000)).toBe(false);
  expect(asked('failed', 11_000, 'duckdb')).toBe(false);
});
