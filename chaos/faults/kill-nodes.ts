// kill-nodes: nodes of the cluster (brokers, the controller) are killed at the same moment (SIGKILL). Proof: those very processes are
// gone. Undo: start them again, the controller first.
import type { NodeName } from '../../pipeline/runtime/cluster.ts';
import { type Instance, instanceText } from '../../pipeline/runtime/instance.ts';
import { goneNodes, killNodes, reviveNodes } from '../drivers/nodes.ts';
import type { Fault } from '../fault.ts';

export const fault: Fault = {
  id: 'kill-nodes',
  title: 'Nodes of the cluster are killed (SIGKILL)',
  inject: (system, injection) => killNodes(system, injection.args.nodes as NodeName[], injection),
  async observed(system, { args, notes }) {
    const gone = goneNodes(system, notes);
    if (gone.length === 0 || gone.length < (args.nodes as NodeName[]).length) return null;
    const were = notes.instances as Record<string, Instance>;
    return {
      says: `${gone.map((name) => `${name} (${instanceText(were[name]!)})`).join(' and ')} ${gone.length > 1 ? 'are' : 'is'} gone`,
      facts: { ...notes },
    };
  },
  undo: ({ notes }, reach) => reviveNodes(reach, notes),
};
