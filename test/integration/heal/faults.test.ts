// For every fault of the registry: the runner is SIGKILLed while it is live, in a scenario that uses it, and `heal` leaves a healthy
// system. CI takes a few a day, another few each day; LAKEQUAKE_HEAL=all runs them all, LAKEQUAKE_HEAL=kill-broker,late-events these.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Fault } from '../../../chaos/fault.ts';
import { discover } from '../../../chaos/registry.ts';
import { listScenarios } from '../../../chaos/run.ts';
import { caseOf } from '../../../chaos/scenario.ts';
import {
  CASE_MS,
  expectWholeCluster,
  healCommand,
  killRunnerAt,
  untilNothingLives,
} from './killed-runner.ts';

const A_DAY = 2;
const SEED = 7;
/** What only containers allow is healed in test/docker. */
const faults = (await discover<Fault>('faults', 'fault'))
  .filter(({ needsContainers }) => needsContainers === undefined)
  .map(({ id }) => id);
const scenarios = await listScenarios();

/** The first run that meets the fault; one that the pipeline would refuse to begin never comes so far. */
function runWith(fault: string): { scenario: string; variant: string } | undefined {
  for (const scenario of scenarios)
    for (const [variant, one] of Object.entries(scenario.variants).reverse()) {
      const meets = scenario.schedule(SEED, caseOf(one)).some((scheduled) => scheduled.fault === fault);
      if (meets && one.expect.refusal === undefined) return { scenario: scenario.id, variant };
    }
  return undefined;
}

function chosen(all: readonly string[]): readonly string[] {
  const wanted = process.env.LAKEQUAKE_HEAL;
  if (wanted === 'all') return all;
  if (wanted !== undefined) return all.filter((id) => wanted.split(',').includes(id));
  const day = Math.floor(Date.now() / 86_400_000);
  return Array.from(
    { length: Math.min(A_DAY, all.length) },
    (_, index) => all[(day * A_DAY + index) % all.length]!,
  );
}

let stateDir: string;
beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-killed-'));
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

describe('the runner is killed while the fault is live, and heal leaves a healthy system', () => {
  it.each(chosen(faults.filter((id) => runWith(id) !== undefined)))(
    '%s',
    async (fault) => {
      await killRunnerAt({
        stateDir,
        ...runWith(fault)!,
        moment: (entry) => entry.type === 'fault' && entry.fault === fault && entry.state === 'injected',
      });
      await untilNothingLives(stateDir);
      await healCommand(stateDir);
      await expectWholeCluster(stateDir);
    },
    CASE_MS,
  );
});
