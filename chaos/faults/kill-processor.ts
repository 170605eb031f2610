// kill-processor: SIGKILL of a processor while it has a batch open (at least `leastRecords`, 1, taken from Kafka and not in bronze).
// Supervision starts it again when the settings say so. Proof: the exit of that pid with records on their way. Undo: start it if it is
// still down.

import type { ProcessorReport } from '../../pipeline/contract/progress.ts';
import { killChild, startChild, untilChildExited } from '../drivers/children.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, FaultArgs } from '../fault.ts';

/** One that has only just been started may need a while until it has records on their way. */
const deadlineMs = ({ waitSeconds }: FaultArgs): number | undefined =>
  waitSeconds === undefined ? undefined : Number(waitSeconds) * 1_000;

const leastRecords = ({ leastRecords: least }: FaultArgs): number => Number(least ?? 1);

/** Taken from Kafka and not in bronze; where an engine does not tell, what the log holds and bronze does not. */
function onTheirWay(report: ProcessorReport | undefined): number {
  if (report === undefined) return 0;
  const lag = report.partitions.reduce((sum, { lagRecords }) => sum + (lagRecords ?? 0), 0);
  return report.bufferedRecords ?? lag;
}

export const fault: Fault = {
  id: 'kill-processor',
  title: 'A processor is killed (SIGKILL)',
  async inject(system, { args, note }) {
    const name = String(args.processor);
    const unfinished = () => onTheirWay(system.run.processors().get(name)?.value);
    await untilOrDeadline(() => unfinished() >= leastRecords(args), deadlineMs(args));
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
