// The processors keep up: what waits in the topic is not older than a few triggers.
import { breakdown } from '../breakdown.ts';
import { broken, type Link, ok, unknown } from '../link.ts';
import { patienceMs } from '../patience.ts';
import { forMs, many } from '../phrases.ts';

export const link: Link = {
  claim: 'the processors keep up with the topic',
  questions: ['slow'],
  feeds: 'bronze',
  judge(facts) {
    const { latency } = facts;
    if (latency?.lagMs == null || latency.lagRecords === null) return unknown('lag is not known');
    const lag = `${many(latency.lagRecords, 'record')} wait, the oldest for ${forMs(latency.lagMs)}`;
    if (latency.lagMs <= patienceMs(facts)) return ok(lag);
    return broken(
      'backlog',
      [lag, ...breakdown(latency)],
      'raise processor.processes or stream.maxBatchEvents, or lower the rate until it has caught up',
    );
  },
};
