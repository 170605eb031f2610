// Kafka acknowledges within a second.

import { breakdown } from '../breakdown.ts';
import { broken, type Link, ok, unknown } from '../link.ts';

const SLOW_ACK_MS = 1_000;

export const link: Link = {
  claim: 'Kafka acknowledges quickly',
  questions: ['slow'],
  feeds: 'bronze',
  judge({ latency, brokers }) {
    if (latency?.ackMs == null) return unknown('acknowledgement times are not known');
    const away = (brokers ?? [])
      .filter((one) => !one.running || one.paused)
      .map((one) => `broker ${one.id} is away`);
    if (latency.ackMs < SLOW_ACK_MS) return ok(...breakdown(latency), ...away);
    return broken(
      'slow-acks',
      [...breakdown(latency), ...away],
      'see the proxies and `npx lakequake logs` of the brokers: acks=all waits for the slowest in-sync replica',
    );
  },
};
