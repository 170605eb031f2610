import { describe, expect, it } from 'vitest';
import { find } from '../../../chaos/registry.ts';
import { listScenarios } from '../../../chaos/run.ts';
import type { Scenario } from '../../../chaos/scenario.ts';
import { planSuite } from '../../../chaos/suite/plan.ts';
import { splitByRuntime } from '../../../chaos/suite/possible.ts';
import { whyNotHere, whyNotVariant } from '../../../chaos/why-not-here.ts';

const schedule = [{ fault: 'kill-broker' }, { fault: 'isolate-node' }];

describe('a schedule with a fault that only containers allow', () => {
  it('is refused where Kafka runs as processes, with the reason', async () => {
    expect(await whyNotHere('embedded', schedule)).toMatch(
      /^isolate-node cannot be done on the embedded runtime: /,
    );
    expect(await whyNotHere('embedded', schedule.slice(0, 1))).toBeNull();
  });

  it('can be run on containers', async () => {
    expect(await whyNotHere('docker', schedule)).toBeNull();
  });
});

describe('a scenario with such a fault', () => {
  it('is known by its variants, whichever is asked for', async () => {
    const isolated = await find<Scenario>('scenarios', 'scenario', 'isolated-broker');
    expect(await whyNotVariant('embedded', isolated, 'naive')).toMatch(/^isolate-node cannot/);
    expect(await whyNotVariant('docker', isolated, 'naive')).toBeNull();
  });

  it('carries the tag `containers`, and no other scenario does', async () => {
    for (const scenario of await listScenarios()) {
      const impossible = await Promise.all(
        Object.keys(scenario.variants).map((variant) => whyNotVariant('embedded', scenario, variant)),
      );
      expect(
        impossible.some((why) => why !== null),
        scenario.id,
      ).toBe(scenario.tags.includes('containers'));
    }
  });

  it('is left out of a suite on processes, by name, and stands in one on containers', async () => {
    const runs = planSuite(
      await listScenarios(),
      { scenarios: ['isolated-broker', 'broker-loss'], tags: null, variants: null, fast: false },
      'expected',
    );
    const { possible, leftOut } = await splitByRuntime('embedded', runs);
    expect(possible.map(({ key }) => key)).toEqual(['broker-loss/naive', 'broker-loss/hardened']);
    expect(leftOut.map(({ key }) => key)).toEqual(['isolated-broker/naive', 'isolated-broker/hardened']);
    expect((await splitByRuntime('docker', runs)).leftOut).toEqual([]);
  });
});
