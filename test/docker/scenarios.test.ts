// Scenarios in both variants on containers give the verdicts they give on processes. CI takes a few; LAKEQUAKE_DOCKER_SCENARIOS=a,b chooses others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios, runScenario } from '../../chaos/run.ts';
import { openTestEnvironment, type TestEnvironment } from '../helpers/environment.ts';
import { engineHere } from './engine-here.ts';

const SEED = 7;
const chosen = (process.env.LAKEQUAKE_DOCKER_SCENARIOS ?? 'broker-loss,acks-one').split(',');
const cases = (await listScenarios())
  .filter(({ id }) => chosen.includes(id))
  .flatMap(({ id, variants }) => Object.keys(variants).map((variant) => [id, variant] as const));

describe.skipIf(!engineHere)('on containers', () => {
  let environment: TestEnvironment;
  beforeAll(async () => {
    environment = await openTestEnvironment(() => undefined, 'docker');
  }, 90_000);
  afterAll(() => environment?.close(), 60_000);

  it.each(cases)('%s/%s ends as expected', async (scenario, variant) => {
    const result = await runScenario(environment, { scenario, variant, seed: SEED });
    expect({
      verdict: result.verdict,
      because: result.inconclusiveBecause,
      evidence: result.evidence.map(({ id, count }) => [id, count]),
      asExpected: result.asExpected,
    }).toMatchObject({ verdict: result.expected.verdict, asExpected: true });
  });
});
