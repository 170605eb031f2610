// Asks what is wrong with the brokers, as their user would with `doctor`, and gives the first cause it names. With `observe.diagnosis: process-state`
// the naive answer: a process is down, or none is. For the `diagnoses` of a scenario; it judges nothing.
import { byProcessState, type Diagnosed, NO_CAUSE } from '../../pipeline/observe/diagnose.ts';
import { brokerTroubles } from '../../pipeline/runtime/nodes/broker-trouble.ts';
import type { System } from './system.ts';

/** The cause `doctor` names for the first broker that does not serve, and the sentence that goes with it. */
export function askDoctor({ run, stateDir, watch }: System): Diagnosed {
  if (run.spec.settings.observe.diagnosis === 'process-state')
    return byProcessState(watch.snapshot().processes);
  const trouble = brokerTroubles(stateDir)[0];
  return trouble === undefined
    ? { cause: NO_CAUSE, says: 'all brokers serve' }
    : { cause: trouble.cause, says: trouble.says };
}
