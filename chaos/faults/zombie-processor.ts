// zombie-processor: SIGSTOP of a processor with records in hand until the group has given its partitions to others; undoing it (SIGCONT)
// is the strike: it wakes up, believes that they are still its own, and writes. Proof: the process is stopped, it held records, and others
// hold all partitions. Undo: as of any paused process, by pid and start time.
import { instanceNamed, isAsleep, pauseNamed } from '../drivers/processes.ts';
import type { System } from '../drivers/system.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { fault as pause } from './pause-process.ts';

const TAKE_OVER_MS = 25_000;
/** A report that came after the pause. */
const FRESH_MS = 1_000;

/** Partitions that other processors report as theirs now. */
function heldByOthers({ run }: Pick<System, 'run'>, name: string): number {
  const fresh = [...run.processors()].filter(([key, { at }]) => key !== name && Date.now() - at < FRESH_MS);
  return new Set(fresh.flatMap(([, { value }]) => value.assigned)).size;
}

export const fault: Fault = {
  id: 'zombie-processor',
  title: 'A processor is paused, replaced, and wakes up again',
  async inject(system, { args, note }) {
    const name = String(args.process);
    const inHand = () => system.run.processors().get(name)?.value.bufferedRecords ?? 0;
    await untilOrDeadline(() => inHand() >= Number(args.leastRecords));
    note({ ...instanceNamed(system, name), inHand: inHand() });
    await pauseNamed(system, name);
    const { partitions } = system.run.spec.settings.topic;
    const replaced = await untilOrDeadline(() => heldByOthers(system, name) === partitions, TAKE_OVER_MS);
    note({ replaced });
  },
  async observed(_system, { args, notes }) {
    const held = Number(notes.inHand);
    if (!(await isAsleep(notes)) || held < Number(args.leastRecords) || notes.replaced !== true) return null;
    return {
      says: `process ${notes.pid} (${args.process}) is stopped with ${held} records in hand, and others hold all partitions`,
      facts: { ...notes },
    };
  },
  undo: pause.undo,
};
