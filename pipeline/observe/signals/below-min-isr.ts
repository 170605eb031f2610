// below-min-isr: a partition has fewer in-sync replicas than it needs to take a write with acks all.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'below-min-isr',
  title: 'Partitions refuse writes: too few in-sync replicas',
  notices: 'fault',
  limits: { partitions: 0 },
  evaluate({ now }, { partitions }): Firing[] {
    const needed = now.expected.minInsyncReplicas;
    const short = now.cluster?.value.partitions.filter(({ isr }) => isr.length < needed) ?? [];
    if (short.length <= partitions) return [];
    const numbers = short.map(({ partition }) => partition).join(', ');
    return [
      {
        subject: 'topic',
        value: short.length,
        says: `partitions ${numbers} have fewer than ${needed} in-sync replicas`,
      },
    ];
  },
});
