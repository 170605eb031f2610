// memory-killer: whichever processor holds more than `limitMib` of memory is killed (SIGKILL), as by the kernel or by a container's limit.
// Done from outside by looking every 25 ms, because a real limit needs privileges (cgroups) or breaks V8 (an address-space limit).
// Proof: that it looked at a live process, and the most it saw. Undo: stop looking; a runner that is gone has stopped already.

import { residentMib } from '../drivers/memory.ts';
import type { System } from '../drivers/system.ts';
import type { Fault } from '../fault.ts';

interface Watching {
  stopped: boolean;
  highestMib: number;
  looks: number;
  kills: number;
}

const EVERY_MS = 25;
const watching = new Map<string, Watching>();

/** Processes on their way up are left alone until they have said that they are ready: it is the batch that is to be too large. */
function runningProcessors({ run }: System): { name: string; pid: number }[] {
  return run
    .components()
    .flatMap(({ name, role, pid, state }) =>
      role === 'processor' && pid !== null && state === 'up' ? [{ name, pid }] : [],
    );
}

function startWatching(system: System, limitMib: number): Watching {
  const state: Watching = { stopped: false, highestMib: 0, looks: 0, kills: 0 };
  const killed = new Set<number>();
  const look = async () => {
    for (const { name, pid } of runningProcessors(system)) {
      const mib = await residentMib(pid);
      if (mib === null || state.stopped || killed.has(pid)) continue;
      state.looks++;
      state.highestMib = Math.max(state.highestMib, Math.round(mib));
      if (mib <= limitMib) continue;
      killed.add(pid);
      state.kills++;
      system.run.kill(name, 'SIGKILL');
    }
    if (!state.stopped) setTimeout(look, EVERY_MS);
  };
  void look();
  return state;
}

export const fault: Fault = {
  id: 'memory-killer',
  title: 'A process with too much memory is killed',
  async inject(system, { args, folder }) {
    watching.set(folder, startWatching(system, Number(args.limitMib)));
  },
  async observed(_system, { args, folder }) {
    const state = watching.get(folder);
    if (state === undefined || state.looks === 0) return null;
    const { highestMib, kills } = state;
    return {
      says: `no more than ${args.limitMib} MiB were allowed: ${highestMib} MiB seen, ${kills} times killed`,
      facts: { highestMib, kills },
    };
  },
  async undo({ notes }) {
    const state = watching.get(String(notes.folder));
    watching.delete(String(notes.folder));
    if (state === undefined) return false;
    state.stopped = true;
    return true;
  },
};
