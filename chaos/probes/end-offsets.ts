// Next offset of every partition of the run's topic, from Kafka itself; retried until the cluster answers.

import { until } from '../../pipeline/contract/until.ts';
import { endOffsets } from '../../pipeline/kafka/topic.ts';
import type { System } from '../drivers/system.ts';

/** By partition, as text. Throws `deadline-passed` when no cluster answers in time. */
export function endOffsetsOf(
  { admin, run }: Pick<System, 'admin' | 'run'>,
  deadlineMs = 15_000,
): Promise<Record<string, string>> {
  const ask = () => endOffsets(admin, run.spec.topic, 0).catch(() => undefined);
  return until(ask, { deadlineMs, what: 'the end offsets of the topic' });
}
