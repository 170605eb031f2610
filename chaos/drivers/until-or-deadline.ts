// Waits for the moment at which a fault bites. When it does not come the fault strikes all the same, and stays unproved.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import { until } from '../../pipeline/contract/until.ts';

const MOMENT_DEADLINE_MS = 8_000;

/** True when the moment came within the deadline; errors of the probe pass through. */
export async function untilOrDeadline(
  moment: () => boolean,
  deadlineMs = MOMENT_DEADLINE_MS,
): Promise<boolean> {
  try {
    await until(moment, { deadlineMs, everyMs: 2, what: 'the moment at which a fault bites' });
    return true;
  } catch (error) {
    if (error instanceof LakequakeError && error.code === 'deadline-passed') return false;
    throw error;
  }
}
