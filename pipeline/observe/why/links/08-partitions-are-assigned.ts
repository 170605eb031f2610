// Every partition of the topic belongs to a processor.
import { broken, type Link, ok, unknown } from '../link.ts';
import { list } from '../phrases.ts';

export const link: Link = {
  claim: 'every partition belongs to a processor',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge({ processors, topic, from }) {
    if (processors === null || topic === null || topic.partitions.length === 0 || from === 'files')
      return unknown('assignments are only known while the lab runs');
    if (processors.every((one) => one.state === 'finished')) return ok('the input has ended');
    const assigned = new Set(processors.flatMap((one) => one.assigned));
    const free = topic.partitions.map((one) => one.partition).filter((partition) => !assigned.has(partition));
    if (free.length === 0) return ok(`${assigned.size} partitions are assigned`);
    const states = processors.map((one) => `${one.name} ${one.state ?? 'unknown'}`);
    return broken(
      'partition-unassigned',
      [`nobody reads partitions ${list(free)}`, `processors: ${list(states)}`],
      'wait for the rebalance to end; if it does not, see `npx lakequake logs` of each processor',
    );
  },
};
