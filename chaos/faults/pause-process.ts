// pause-process: SIGSTOP of any process: it keeps its connections and answers nothing. Proof: the system shows it as stopped.
// Undo: SIGCONT, by pid and start time, so that it also works from another process and never wakes a stranger.
import {
  isStopped,
  pauseNamed,
  pidNamed,
  resumeNamed,
  resumePid,
  startTimeOfPid,
} from '../drivers/processes.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  id: 'pause-process',
  title: 'A process is paused (SIGSTOP)',
  async inject(system, { args, note }) {
    const pid = pidNamed(system, String(args.process));
    note({ pid, startTime: startTimeOfPid(pid) ?? null, pausedAt: Date.now() });
    pauseNamed(system, String(args.process));
  },
  async observed(_system, { args, notes }) {
    if (!isStopped(Number(notes.pid))) return null;
    return { says: `process ${notes.pid} (${args.process}) is stopped`, facts: { ...notes } };
  },
  async undo({ args, notes }, { system }) {
    if (typeof notes.pid !== 'number' || !isStopped(notes.pid)) return false;
    if (system !== undefined) resumeNamed(system, String(args.process));
    return resumePid(notes.pid, notes.startTime as string | number | null) || true;
  },
};
