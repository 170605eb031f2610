// elect-laggard: one follower of a partition is stopped in good order; the others take some thousand records without it and are killed
// at the same moment; the first one is started alone. It lacks those records, and whether it may lead is a setting of the topic. Proof: it
// runs alone, and events were acknowledged after it had left the in-sync replicas. Undo: start the others.
import type { BrokerName } from '../../pipeline/runtime/cluster.ts';
import { brokerNamed, goneNodes, killNodes, ledPartition, reviveNodes } from '../drivers/nodes.ts';
import type { System } from '../drivers/system.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { ackedEvents } from '../probes/acked-events.ts';

/** The controller fences the killed after their session (6 s); the election checks every second. */
const ELECTION_MS = 12_000;

/** As the watch last heard: it keeps asking while brokers come and go. */
function partitionNow({ watch }: System, partition: number) {
  return watch.snapshot().cluster?.value.partitions.find((one) => one.partition === partition);
}

export const fault: Fault = {
  id: 'elect-laggard',
  title: 'All replicas die but one that had missed records',
  async inject(system, injection) {
    const { args, note } = injection;
    const partition = Number(args.partition);
    const { leader, replicas } = await ledPartition(system, partition);
    const followers = replicas.filter((id) => id !== leader);
    const laggard = followers[Number(args.follower) % followers.length]!;
    const name = brokerNamed(laggard);
    note({ laggard: name, killed: [name] });
    await system.cluster.kill(name, 'SIGTERM');
    await untilOrDeadline(() => partitionNow(system, partition)?.isr.includes(laggard) === false);
    const before = ackedEvents(system);
    await untilOrDeadline(() => ackedEvents(system) >= before + Number(args.events));
    note({ missed: ackedEvents(system) - before });
    await killNodes(system, replicas.filter((id) => id !== laggard).map(brokerNamed), injection);
    await system.cluster.start(name);
    const leads = () => partitionNow(system, partition)?.leader === laggard;
    note({ elected: await untilOrDeadline(leads, ELECTION_MS) });
  },
  async observed(system, { notes }) {
    const gone = goneNodes(system, notes);
    const alone = gone.length === 2 && system.cluster.isRunning(notes.laggard as BrokerName);
    if (!alone || Number(notes.missed) === 0) return null;
    return {
      says: `${notes.laggard} runs alone; ${notes.missed} events were acknowledged while it was away; it ${notes.elected ? 'leads' : 'may not lead'}`,
      facts: { ...notes },
    };
  },
  undo: ({ notes }, reach) => {
    const killed = [...((notes.killed ?? []) as string[]), String(notes.laggard)];
    return reviveNodes(reach, { ...notes, killed: notes.laggard === undefined ? [] : killed });
  },
};
