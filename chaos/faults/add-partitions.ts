// add-partitions: the topic gets more partitions, in two steps with a pause, while producers and consumers read its metadata now and then.
// Two steps, because a consumer that happens to ask just after the first cannot do so again just after the second. Proof: the cluster
// shows the new partitions, and events were acknowledged in them. Undo: none is possible in Kafka; the topic ends with the run.
import { setTimeout as delay } from 'node:timers/promises';
import { describePartitions, endOffsets } from '../../pipeline/kafka/topic.ts';
import type { System } from '../drivers/system.ts';
import type { Fault } from '../fault.ts';

async function expandTo({ admin, run }: Pick<System, 'admin' | 'run'>, count: number): Promise<void> {
  await admin.createPartitions({ topicPartitions: [{ topic: run.spec.topic, count }] });
}

export const fault: Fault = {
  id: 'add-partitions',
  title: 'Partitions are added to the topic',
  async inject(system, { args, note }) {
    const { partitions } = system.run.spec.settings.topic;
    const step = Number(args.partitions);
    note({ before: partitions });
    await expandTo(system, partitions + step);
    await delay(Number(args.pauseMs));
    await expandTo(system, partitions + 2 * step);
    note({ expandedTo: partitions + 2 * step });
  },
  async observed({ admin, run }, { notes }) {
    const { topic } = run.spec;
    const [states, ends] = [await describePartitions(admin, topic), await endOffsets(admin, topic)];
    const inNew = Object.entries(ends).filter(([partition]) => Number(partition) >= Number(notes.before));
    const used = inNew.filter(([, end]) => Number(end) > 0);
    if (states.length !== notes.expandedTo || used.length < inNew.length) return null;
    return {
      says: `the topic had ${notes.before} partitions and has ${states.length}; events were acknowledged in each of the new ones`,
      facts: { ...notes, ends },
    };
  },
  undo: async () => false,
};
