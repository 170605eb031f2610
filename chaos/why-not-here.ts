// Whether a schedule can be run on this cluster at all, asked before anything is started: some faults need what only one runtime has.
import type { Cluster } from '../pipeline/runtime/cluster.ts';
import type { Fault } from './fault.ts';
import { find } from './registry.ts';
import type { ScheduledFault } from './scenario.ts';

/** What this cluster does not allow of a schedule, in one sentence, or null. */
export async function whyNotHere(
  cluster: Cluster,
  schedule: readonly Pick<ScheduledFault, 'fault'>[],
): Promise<string | null> {
  for (const { fault: id } of schedule) {
    const reason = (await find<Fault>('faults', 'fault', id)).unavailable?.(cluster) ?? null;
    if (reason !== null) return `${id} cannot be done on the ${cluster.runtime} runtime: ${reason}`;
  }
  return null;
}
