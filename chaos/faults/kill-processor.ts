// kill-processor: SIGKILL of a processor while it has a batch open (at least `leastRecords`, 1, taken from Kafka and not in bronze).
// Supervision starts it again when the settings say so. Proof: the exit of that pid with records on their way. Undo: start it if it is
// still down.

import { killChild, startChild, untilChildExited } from '../drivers/children.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, FaultArgs } from '../fault.ts';

const leastRecords = ({ leastRecords: least }: FaultArgs): number => Number(least ?? 1);

export const fault: Fault = {
  id: 'kill-processor',
  title: 'A processor is killed (SIGKILL)',
  async inject(system, { args, note }) {
    const name = String(args.processor);
    const unfinished = () => system.run.processors().get(name)?.value.bufferedRecords ?? 0;
    await untilOrDeadline(() => unfinished() >= leastRecords(args));
    const unfinishedRecords = unfinished();
    note({ ...(await killChild(system, name)), unfinishedRecords });
  },
  async observed(system, { args, notes }) {
    const exited = await untilChildExited(system, String(args.processor), Number(notes.pid));
    if (!exited || Number(notes.unfinishedRecords) < leastRecords(args)) return null;
    return {
      says: `process ${notes.pid} (${args.processor}) ended by SIGKILL with ${notes.unfinishedRecords} records on their way to bronze`,
      facts: { ...notes },
    };
  },
  undo: ({ args }, { system }) => startChild(system, String(args.processor)),
};
