// limit-node-memory: a node's container is left with no more memory than it holds; the next use beyond that ends it: the kernel kills the largest
// process of the container, and its log says nothing of it. Proof: the engine says that it ended for want of memory. Undo: its own limit
// again, and a start. A container of an ended session is removed with its limit.
import type { NodeName } from '../../pipeline/runtime/cluster.ts';
import { type Instance, instanceText } from '../../pipeline/runtime/instance.ts';
import { reviveNodes } from '../drivers/nodes.ts';
import { instanceNamed } from '../drivers/processes.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  id: 'limit-node-memory',
  title: 'A node has too little memory',
  needsContainers: 'processes of one machine share its memory and have no limit of their own',
  async inject(system, { args, note }) {
    const name = args.node as NodeName;
    const { memory } = system.cluster;
    if (memory === undefined) return;
    const { limitBytes } = await memory.of(name);
    note({ node: name, was: instanceNamed(system, name), ownBytes: limitBytes, killed: [name] });
    note({ leftBytes: await memory.squeeze(name), squeezedAt: Date.now() });
    await untilOrDeadline(() => !system.cluster.isRunning(name));
  },
  async observed({ cluster }, { notes }) {
    const name = notes.node as NodeName | undefined;
    if (name === undefined || cluster.isRunning(name)) return null;
    if ((await cluster.memory?.of(name))?.ranOut !== true) return null;
    const leftMib = Math.round(Number(notes.leftBytes) / 2 ** 20);
    return {
      says: `the kernel ended ${name} (${instanceText(notes.was as Instance)}), which was left with ${leftMib} MiB`,
      facts: { ...notes },
    };
  },
  async undo({ notes }, reach) {
    const name = notes.node as NodeName | undefined;
    const memory = reach.system?.cluster.memory;
    if (memory === undefined || name === undefined) return false;
    const ownBytes = Number(notes.ownBytes);
    const limited = (await memory.of(name)).limitBytes !== ownBytes;
    if (limited) await memory.set(name, ownBytes);
    return (await reviveNodes(reach, notes)) || limited;
  },
};
