// pause-process: any process (SIGSTOP) or container (frozen) is paused: it keeps its connections and answers nothing. Proof: the system shows
// it as stopped. Undo: it goes on, by the recorded instance, so that it also works from another process and never wakes a stranger.
import { instanceText } from '../../pipeline/runtime/instance.ts';
import { instanceNamed, isAsleep, pauseNamed, resumeNamed, wake } from '../drivers/processes.ts';

import type { Fault } from '../fault.ts';

export const fault: Fault = {
  id: 'pause-process',
  title: 'A process is paused (SIGSTOP)',
  async inject(system, { args, note }) {
    note({ ...instanceNamed(system, String(args.process)), pausedAt: Date.now() });
    await pauseNamed(system, String(args.process));
  },
  async observed(_system, { args, notes }) {
    if (!(await isAsleep(notes))) return null;
    return { says: `${instanceText(notes)} (${args.process}) is stopped`, facts: { ...notes } };
  },
  async undo({ args, notes }, { system }) {
    if (!(await isAsleep(notes))) return false;
    if (system !== undefined) await resumeNamed(system, String(args.process));
    return (await wake(notes)) || true;
  },
};
