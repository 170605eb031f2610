// silent-partition: the clients whose events go to one partition fall silent; all others go on. What they did not send did not happen.
import { createPartitioner } from '../../pipeline/kafka/send-partitioner.ts';
import { distortion, type Stretch } from '../distortion.ts';

export interface SilenceOptions extends Stretch {
  partition: number;
  /** Partitions of the topic. */
  partitions: number;
}

const silent = distortion<SilenceOptions>({
  id: 'silent-partition',
  title: 'One partition gets no events any more',
  touches: ({ key, seq }, { partition, partitions }) => createPartitioner(partitions)(key, seq) === partition,
  distort: () => [],
  says: (changed, { partition }) => `at least ${changed} events of partition ${partition} did not happen`,
});
export default silent.wrap;
export const { fault } = silent;
