// kill-processor: SIGKILL of a processor while it has a batch open (records taken from Kafka that are not in bronze). Supervision starts
// it again when the settings say so. Proof: the exit of that pid with records on their way. Undo: start it if it is still down.

import { killChild, startChild, untilChildExited } from '../drivers/children.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  id: 'kill-processor',
  title: 'A processor is killed (SIGKILL)',
  async inject(system, { args, note }) {
    const report = system.run.processors().get(String(args.processor));
    const unfinished = report?.value.bufferedRecords ?? 0;
    note({ ...(await killChild(system, String(args.processor))), unfinishedRecords: unfinished });
  },
  async observed(system, { args, notes }) {
    const exited = await untilChildExited(system, String(args.processor), Number(notes.pid));
    if (!exited) return null;
    return { says: `process ${notes.pid} (${args.processor}) ended by SIGKILL`, facts: { ...notes } };
  },
  undo: ({ args }, { system }) => startChild(system, String(args.processor)),
};
