// What a fault is: it strikes from outside, proves that it struck, and can be undone by anyone, any number of times, from its record alone.
import type { Engine } from '../pipeline/contract/run-spec.ts';
import type { LiveFault } from './drivers/live-faults.ts';
import type { System } from './drivers/system.ts';

export type FaultArgs = Record<string, unknown>;

/** Evidence that a fault took effect; `null` means: no trace, so the run proves nothing. */
export interface Proof {
  /** One sentence. */
  says: string;
  facts: Record<string, unknown>;
}

export interface Injection {
  args: FaultArgs;
  /** JSON-safe notes for `observed` and `undo`; `note` adds to the record on disk before it is needed. */
  notes: Record<string, unknown>;
  note: (facts: Record<string, unknown>) => void;
  /** This fault's own folder of the run, and its switch when it wraps ports; `notes.folder` is the same, for `undo`. */
  folder: string;
}

/** How far undoing can reach: inside a running session, or from a later process that only has the record. */
export interface UndoReach {
  system: Pick<System, 'cluster' | 'run'> | undefined;
}

export interface Fault {
  id: string;
  title: string;
  /** Why it can be done on containers alone, in one sentence; said before anything is started. Absent: it can be done on every runtime. */
  needsContainers?: string;
  /** Why it cannot strike a pipeline of this engine with these arguments, in one sentence. Absent: it can strike every one. */
  unavailableOn?: (engine: Engine, args: FaultArgs) => string | null;
  inject: (system: System, injection: Injection) => Promise<void>;
  observed: (system: System, injection: Injection) => Promise<Proof | null>;
  /** Idempotent; true when something was still to be undone. Throws when it could not undo. */
  undo: (record: LiveFault, reach: UndoReach) => Promise<boolean>;
}
