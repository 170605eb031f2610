// Undoes every fault on record, newest first. Idempotent: what is already undone is only struck from the record. Called in `finally`, on
// signals, by `lakequake heal`, and at the next start after a SIGKILL of the runner, then without a system to act on.
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { forgetFault, type LiveFault, listLiveFaults } from './drivers/live-faults.ts';
import type { Fault, UndoReach } from './fault.ts';
import { discover } from './registry.ts';

export interface Healed {
  fault: string;
  runId: string;
  /** False when there was nothing left to undo. */
  undone: boolean;
  at: number;
}

/**
 * Undoes all live faults of a state folder, or those of one run where several run side by side. Every fault is tried, also when another could not be undone; then throws with all that failed,
 * and their records stay.
 */
export async function heal(
  stateDir: string,
  system?: UndoReach['system'],
  ofRun?: string,
): Promise<Healed[]> {
  const faults = new Map((await discover<Fault>('faults', 'fault')).map((fault) => [fault.id, fault]));
  const healed: Healed[] = [];
  const failures: { record: LiveFault; error: unknown }[] = [];
  const records = listLiveFaults(stateDir);
  for (const record of records.filter(({ runId }) => ofRun === undefined || runId === ofRun)) {
    try {
      const undone = (await faults.get(record.fault)?.undo(record, { system })) ?? false;
      forgetFault(stateDir, record.key);
      healed.push({ fault: record.fault, runId: record.runId, undone, at: Date.now() });
    } catch (error) {
      failures.push({ record, error });
    }
  }
  if (failures.length === 0) return healed;
  const names = failures
    .map(({ record, error }) => `${record.fault} (${(error as Error).message})`)
    .join('; ');
  throw new LakequakeError('component-failed', `could not undo: ${names}`, {
    cause: failures[0]?.error,
    hint: 'run `npx lakequake down`, which ends every process these faults act on, then `npx lakequake heal`',
  });
}
