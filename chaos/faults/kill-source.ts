// kill-source: SIGKILL of the source while sends are open. Proof: the exit of that pid, and sends in the ledger without an outcome at
// that moment. Undo: start it again; what it resumes from is a setting.
import { killChild, startChild, untilChildExited } from '../drivers/children.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { openSends } from '../probes/open-sends.ts';

export const fault: Fault = {
  id: 'kill-source',
  title: 'The source is killed (SIGKILL)',
  async inject(system, { note }) {
    await untilOrDeadline(() => openSends(system).length > 0);
    const open = openSends(system).length;
    note({ ...(await killChild(system, 'source')), openSends: open });
  },
  async observed(system, { notes }) {
    if (!(await untilChildExited(system, 'source', Number(notes.pid))) || Number(notes.openSends) === 0)
      return null;
    return {
      says: `process ${notes.pid} (source) ended by SIGKILL with ${notes.openSends} sends open`,
      facts: { ...notes },
    };
  },
  undo: (_record, { system }) => startChild(system, 'source'),
};
