// Ten scenarios in both variants on containers give the verdicts they give on processes, and two of them cannot be run on processes at all. CI takes
// half of them a day in turn; LAKEQUAKE_DOCKER_SCENARIOS=all takes all, LAKEQUAKE_DOCKER_SCENARIOS=broker-loss,acks-one these.
import { afterAll, beforeAll, describe, it } from 'vitest';
import { find } from '../../chaos/registry.ts';
import { runScenario } from '../../chaos/run.ts';
import type { Scenario } from '../../chaos/scenario.ts';
import { variantNamed } from '../../chaos/variants.ts';
import { openTestEnvironment, type TestEnvironment } from '../helpers/environment.ts';
import { expectWantedVerdict } from '../helpers/expect-verdict.ts';
import { engineHere } from './engine-here.ts';

const SEED = 7;
const TEN = [
  'isolated-broker',
  'broker-loss',
  'broker-out-of-memory',
  'acks-one',
  'broker-disk-full',
  'below-min-isr',
  'hung-connection',
  'gray-broker',
  'unclean-election',
  'processor-crash',
];

function chosen(): string[] {
  const wanted = process.env.LAKEQUAKE_DOCKER_SCENARIOS;
  if (wanted === 'all') return TEN;
  if (wanted !== undefined) return wanted.split(',');
  const day = Math.floor(Date.now() / 86_400_000);
  return TEN.filter((_, index) => index % 2 === day % 2);
}

const cases: [scenario: string, variant: string][] = [];
for (const id of chosen()) {
  const scenario = await find<Scenario>('scenarios', 'scenario', id);
  for (const word of ['naive', 'hardened']) cases.push([id, variantNamed(scenario, word)]);
}

describe.skipIf(!engineHere)('on containers', () => {
  let environment: TestEnvironment;
  beforeAll(async () => {
    environment = await openTestEnvironment(() => undefined, 'docker');
  }, 90_000);
  afterAll(() => environment?.close(), 60_000);

  it.each(cases)('%s/%s ends as expected', async (scenario, variant) => {
    const result = await runScenario(environment, { scenario, variant, seed: SEED });
    expectWantedVerdict(result);
  });
});
