// lose-log-directory: the broker that leads a partition is killed and every partition in its log directory is deleted, as when a disk
// is replaced; its identity stays. Proof: the process is gone and so is the partition's folder, which held bytes before. Undo: start the
// broker; what it had is gone for good, so it must come from its replicas. (The topic must be no other run's.)
import { dropPartitions, segmentBytes } from '../drivers/broker-disk.ts';
import { brokerNamed, goneNodes, killNodes, ledPartition, reviveNodes } from '../drivers/nodes.ts';
import type { Fault } from '../fault.ts';

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

export const fault: Fault = {
  id: 'lose-log-directory',
  title: 'A broker loses its log directory',
  async inject(system, injection) {
    const partition = Number(injection.args.partition);
    const name = brokerNamed((await ledPartition(system, partition)).leader);
    const { disk } = system.cluster.brokers.find((one) => one.name === name)!;
    const { topic } = system.run.spec;
    await killNodes(system, [name], injection);
    injection.note({ broker: name, disk, lostBytes: sum(await segmentBytes(disk, topic, partition)) });
    await dropPartitions(disk);
    injection.note({ leftBytes: sum(await segmentBytes(disk, topic, partition)) });
  },
  async observed(system, { notes }) {
    const lost = Number(notes.lostBytes) > 0 && notes.leftBytes === 0;
    if (goneNodes(system, notes).length === 0 || !lost) return null;
    return {
      says: `${notes.broker} is gone, and with its log directory ${notes.lostBytes} bytes of one partition`,
      facts: { ...notes },
    };
  },
  undo: ({ notes }, reach) => reviveNodes(reach, notes),
};
