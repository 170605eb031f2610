// offline-partition: a partition without a leader takes and gives nothing.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'offline-partition',
  title: 'Partitions without a leader',
  notices: 'fault',
  limits: { partitions: 0 },
  evaluate({ now }, { partitions }): Firing[] {
    const offline = now.cluster?.value.partitions.filter(({ leader }) => leader === null) ?? [];
    if (offline.length <= partitions) return [];
    const numbers = offline.map(({ partition }) => partition).join(', ');
    return [{ subject: 'topic', value: offline.length, says: `partitions ${numbers} have no leader` }];
  },
});
