// under-replicated: a partition has fewer in-sync replicas than replicas. Data is safe for now, with less to spare.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'under-replicated',
  title: 'Partitions are under-replicated',
  notices: 'fault',
  limits: { partitions: 0 },
  evaluate({ now }, { partitions }): Firing[] {
    const short =
      now.cluster?.value.partitions.filter(({ isr, replicas }) => isr.length < replicas.length) ?? [];
    if (short.length <= partitions) return [];
    const numbers = short.map(({ partition }) => partition).join(', ');
    return [
      {
        subject: 'topic',
        value: short.length,
        says: `partitions ${numbers} have fewer in-sync replicas than replicas`,
      },
    ];
  },
});
