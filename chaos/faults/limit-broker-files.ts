// limit-broker-files: the disk of the broker that leads a partition is full: no file of it may grow any more. Done with the limit the system
// keeps for a process's files (RLIMIT_FSIZE, set from outside with prlimit), which needs no privilege and no small filesystem: a write
// beyond it fails, Kafka takes its log directory offline, and a broker without one ends. Proof: the process had the limit and ended by
// itself. Undo: lift the limit if that process still lives, start the broker if not. Where there is no prlimit the run proves nothing; in
// a container it is called from a helper beside it.
import { type Instance, instanceText, isContainer, isProcess } from '../../pipeline/runtime/instance.ts';
import { limitFiles, segmentBytes } from '../drivers/broker-disk.ts';
import { brokerNamed, goneNodes, ledPartition, reviveNodes } from '../drivers/nodes.ts';
import { instanceNamed, startTimeOfPid } from '../drivers/processes.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';

/** The partition may still grow by so much. */
const ROOM_BYTES = 4_096;

/** A process is asked whether it is still the one; a limit of a container goes with the life it was set in. */
const livesOn = (instance: object): boolean =>
  isContainer(instance) || (isProcess(instance) && startTimeOfPid(instance.pid) === instance.startTime);

export const fault: Fault = {
  id: 'limit-broker-files',
  title: 'A broker’s disk is full',
  async inject(system, { args, note }) {
    const partition = Number(args.partition);
    const name = brokerNamed((await ledPartition(system, partition)).leader);
    const { disk } = system.cluster.brokers.find((one) => one.name === name)!;
    const instance = instanceNamed(system, name);
    const newest = (await segmentBytes(disk, system.run.spec.topic, partition)).at(-1) ?? 0;
    const bytes = newest + ROOM_BYTES;
    note({ broker: name, ...instance, bytes, killed: [name] });
    note({ limited: await limitFiles(instance, bytes), limitedAt: Date.now() });
    await untilOrDeadline(() => !system.cluster.isRunning(name));
  },
  async observed(system, { notes }) {
    if (notes.limited !== true || goneNodes(system, notes).length === 0) return null;
    return {
      says: `no file of ${notes.broker} (${instanceText(notes)}) could grow beyond ${notes.bytes} bytes, and it ended by itself`,
      facts: { ...notes },
    };
  },
  async undo({ notes }, reach) {
    const lifted = livesOn(notes) && (await limitFiles(notes as unknown as Instance, 'unlimited'));
    return (await reviveNodes(reach, notes)) || lifted;
  },
};
