// backlog: a processor is paused (SIGSTOP) while the source sends as fast as it can, then goes on: it finds `records` of them waiting.
// Proof: the records the source had acknowledged meanwhile. Undo: wake the process, by pid and start time; the usual rate again.
import { instanceNamed, isAsleep, pauseNamed, resumeNamed, wake } from '../drivers/processes.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { ackedEvents } from '../probes/acked-events.ts';

const FILL_MS = 25_000;

export const fault: Fault = {
  id: 'backlog',
  title: 'A backlog piles up before a paused processor',
  async inject(system, { args, note }) {
    const name = String(args.processor);
    note({ ...instanceNamed(system, name) });
    await pauseNamed(system, name);
    const before = ackedEvents(system);
    system.run.setRate(Number(args.ratePerSecond));
    await untilOrDeadline(() => ackedEvents(system) - before >= Number(args.records), FILL_MS);
    system.run.setRate(system.run.spec.source.ratePerSecond);
    note({ waiting: ackedEvents(system) - before });
    await resumeNamed(system, name);
  },
  async observed(_system, { args, notes }) {
    const waiting = Number(notes.waiting ?? 0);
    if (waiting < Number(args.records)) return null;
    return { says: `${waiting} records waited for ${args.processor} when it went on`, facts: { waiting } };
  },
  async undo({ args, notes }, { system }) {
    if (!(await isAsleep(notes))) return false;
    if (system !== undefined) {
      system.run.setRate(system.run.spec.source.ratePerSecond);
      await resumeNamed(system, String(args.processor));
    }
    return (await wake(notes)) || true;
  },
};
