// One fault through its life: recorded, injected, proved, undone. The record on disk is written before the fault strikes.
import { forgetFault, type LiveFault, recordFault } from './drivers/live-faults.ts';
import { switchFolder } from './drivers/ports-switch.ts';
import type { System } from './drivers/system.ts';
import type { Fault, Injection, Proof } from './fault.ts';
import type { Journal } from './journal.ts';
import { find } from './registry.ts';
import type { ScheduledFault } from './scenario.ts';

export interface AppliedFault {
  scheduled: ScheduledFault;
  injectedAt: number;
  undoneAt: number | null;
  proof: Proof | null;
  /** Events acknowledged when it struck, and when it was undone. */
  ackedAtInject: number;
  ackedAtUndo: number | null;
  undo: (system: System) => Promise<void>;
}

/** Injects the scheduled fault of that index and asks it for its proof. `disarmed` leaves the injection out (and must leave the run inconclusive). */
export async function applyFault(
  system: System,
  scheduled: ScheduledFault,
  journal: Journal,
  { index, disarmed }: { index: number; disarmed: boolean },
): Promise<AppliedFault> {
  const fault = await find<Fault>('faults', 'fault', scheduled.fault);
  const folder = switchFolder(system.runDir, index, scheduled.fault);
  const record: LiveFault = {
    key: `${system.run.spec.runId}-${fault.id}-${index}`,
    runId: system.run.spec.runId,
    fault: fault.id,
    args: scheduled.args,
    recordedAt: Date.now(),
    notes: { folder },
  };
  const injection: Injection = {
    args: scheduled.args,
    folder,
    notes: record.notes,
    note: (facts) => {
      Object.assign(record.notes, facts);
      recordFault(system.stateDir, record);
    },
  };
  recordFault(system.stateDir, record);
  const begun = Date.now();
  if (!disarmed) await fault.inject(system, injection);
  // A fault that waited for its moment says when it struck.
  const injectedAt = typeof record.notes.killedAt === 'number' ? record.notes.killedAt : begun;
  const proof = disarmed ? null : await fault.observed(system, injection);
  const { args } = scheduled;
  journal.write({ type: 'fault', fault: fault.id, state: 'injected', args });
  const tellProof = (found: Proof | null) =>
    journal.write({
      type: 'fault',
      fault: fault.id,
      state: found === null ? 'unproved' : 'proved',
      args,
      proof: found,
    });
  // Without a proof yet it may still come: only the undoing decides.
  if (proof !== null || disarmed) tellProof(proof);
  system.ledger.poll();
  const applied: AppliedFault = {
    scheduled,
    injectedAt,
    undoneAt: null,
    proof,
    ackedAtInject: system.ledger.acked,
    ackedAtUndo: null,
    undo: async (reach) => {
      // What shows only in the course of time (late events) is proved at the latest before it is undone.
      if (applied.proof === null && !disarmed) {
        applied.proof = await fault.observed(reach, injection);
        tellProof(applied.proof);
      }
      await fault.undo(record, { system: reach });
      forgetFault(reach.stateDir, record.key);
      reach.ledger.poll();
      applied.undoneAt = Date.now();
      applied.ackedAtUndo = reach.ledger.acked;
      journal.write({ type: 'fault', fault: fault.id, state: 'undone', args });
    },
  };
  return applied;
}
