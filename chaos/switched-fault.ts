// A fault inside a process of the pipeline: its module's default export wraps the ports, asleep until the runner switches it on.
// Proof: the lines it wrote when it struck. Undo: take the switch away; whoever comes later finds it by the folder on record.
import { strikesOf, switchOff, switchOn } from './drivers/ports-switch.ts';
import type { Fault, FaultArgs } from './fault.ts';

export interface SwitchedFault {
  id: string;
  title: string;
  /** One sentence out of the strikes so far (at least one), as proof; null when they do not prove it yet. */
  says: (strikes: Record<string, unknown>[], args: FaultArgs) => string | null;
}

/** The fault that belongs to a ports module which uses `openSwitch(options.folder)`. */
export function switchedFault({ id, title, says }: SwitchedFault): Fault {
  return {
    id,
    title,
    async inject(_system, { args, folder }) {
      switchOn(folder, args);
    },
    async observed(_system, { args, folder }) {
      const strikes = strikesOf(folder);
      const sentence = strikes.length === 0 ? null : says(strikes, args);
      return sentence === null
        ? null
        : { says: sentence, facts: { strikes: strikes.length, first: strikes[0] } };
    },
    undo: async ({ notes }) => (typeof notes.folder === 'string' ? switchOff(notes.folder) : false),
  };
}
