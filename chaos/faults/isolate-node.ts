// isolate-node: a node is taken off the network: peers, controller and clients hear nothing of it and it hears nobody, while it runs on. Only where nodes
// have a network of their own (containers). Proof: the engine says that it is on none, and that it still is the same run of it. Undo:
// back on the network under its name; a container of an ended session is removed with its network.
import type { NodeName } from '../../pipeline/runtime/cluster.ts';
import { type Instance, instanceText } from '../../pipeline/runtime/instance.ts';
import { instanceNamed } from '../drivers/processes.ts';
import type { Fault } from '../fault.ts';

const sameLife = (one: Instance | undefined, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

export const fault: Fault = {
  id: 'isolate-node',
  title: 'A node is taken off the network',
  needsContainers: 'processes of one machine have no network of their own to be taken off',
  async inject(system, { args, note }) {
    const name = args.node as NodeName;
    note({ node: name, was: instanceNamed(system, name), isolatedAt: Date.now() });
    await system.cluster.disconnect?.(name);
  },
  async observed({ cluster }, { notes }) {
    const name = notes.node as NodeName | undefined;
    if (name === undefined || (await cluster.isConnected?.(name)) !== false) return null;
    const node = [cluster.controller, cluster.toxiproxy, ...cluster.brokers].find((one) => one.name === name);
    if (!sameLife(node?.instance, notes.was)) return null;
    return {
      says: `${name} (${instanceText(notes.was as Instance)}) runs on and is on no network`,
      facts: { ...notes },
    };
  },
  async undo({ notes }, { system }) {
    const name = notes.node as NodeName | undefined;
    if (system === undefined || name === undefined) return false;
    const was = (await system.cluster.isConnected?.(name)) ?? true;
    await system.cluster.connect?.(name);
    return !was;
  },
};
