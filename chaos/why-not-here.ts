// Whether a schedule can be run on a runtime at all, asked before anything is started: some faults need what only containers have.
import type { RuntimeName } from '../pipeline/runtime/cluster.ts';
import type { Fault } from './fault.ts';
import { find } from './registry.ts';
import { caseOf, type Scenario, type ScheduledFault } from './scenario.ts';

/** What this runtime does not allow of a schedule, in one sentence, or null. */
export async function whyNotHere(
  runtime: RuntimeName,
  schedule: readonly Pick<ScheduledFault, 'fault'>[],
): Promise<string | null> {
  if (runtime === 'docker') return null;
  for (const { fault: id } of schedule) {
    const { needsContainers } = await find<Fault>('faults', 'fault', id);
    if (needsContainers !== undefined)
      return `${id} cannot be done on the ${runtime} runtime: ${needsContainers}`;
  }
  return null;
}

/** The same of one variant of a scenario; which faults a variant meets depends on no seed. */
export async function whyNotVariant(
  runtime: RuntimeName,
  scenario: Pick<Scenario, 'variants' | 'schedule'>,
  variant: string,
): Promise<string | null> {
  const one = scenario.variants[variant];
  const cases = one === undefined ? Object.values(scenario.variants) : [one];
  return whyNotHere(
    runtime,
    cases.flatMap((each) => scenario.schedule(1, caseOf(each))),
  );
}
