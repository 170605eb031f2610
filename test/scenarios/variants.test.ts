// Every variant of every scenario on one real cluster, seed 7: the naive one breaks the checker it names, the hardened one holds, both
// under the same schedule; and a disarmed run proves nothing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios, runScenario } from '../../chaos/run.ts';
import { openTestEnvironment, type TestEnvironment } from '../helpers/environment.ts';

const SEED = 7;
const RUN_MS = 240_000;
const scenarios = await listScenarios();

let environment: TestEnvironment;
beforeAll(async () => {
  environment = await openTestEnvironment();
}, 60_000);
afterAll(() => environment.close(), 30_000);

describe.each(scenarios.map((scenario) => [scenario.id, scenario] as const))('%s', (id, scenario) => {
  const hashes = new Set<string>();
  it.each(Object.keys(scenario.variants))(
    '%s ends as expected',
    async (variant) => {
      const result = await runScenario(environment, { scenario: id, variant, seed: SEED });
      hashes.add(result.scheduleHash);
      expect({
        verdict: result.verdict,
        evidence: result.evidence.map(({ id: found, count }) => [found, count]),
        because: result.inconclusiveBecause,
        asExpected: result.asExpected,
      }).toMatchObject({ verdict: scenario.variants[variant]!.expect.verdict, asExpected: true });
    },
    RUN_MS,
  );

  it('meets the same schedule in all variants', () => {
    expect(hashes.size).toBe(1);
  });
});

describe('disarmed', () => {
  it(
    'a run whose fault did nothing is inconclusive',
    async () => {
      const result = await runScenario(environment, {
        scenario: 'broker-loss',
        variant: 'naive',
        seed: SEED,
        disarmed: true,
      });
      expect(result).toMatchObject({ verdict: 'inconclusive', asExpected: false });
      expect(result.inconclusiveBecause).toContain('kill-broker');
    },
    RUN_MS,
  );
});
