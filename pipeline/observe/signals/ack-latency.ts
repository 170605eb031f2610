// ack-latency: acknowledgements take long (p99), over all or from one broker: an average hides a gray one.
import { isSending } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'ack-latency',
  title: 'Acknowledgements are slow',
  limits: { p99Ms: 1_500, freshMs: 2_000 },
  evaluate({ now }, { p99Ms, freshMs }): Firing[] {
    if (!isSending(now) || now.source === null || now.at - now.source.at > freshMs) return [];
    const { ackP99Ms, ackP99MsByBroker } = now.source.value;
    const readings: [string, number | null][] = [
      ['all brokers', ackP99Ms],
      ...Object.entries(ackP99MsByBroker).map(([id, value]): [string, number] => [`broker-${id}`, value]),
    ];
    return readings.flatMap(([subject, value]) =>
      value !== null && value > p99Ms
        ? [
            {
              subject,
              value,
              says: `${subject}: 1 % of the acknowledgements take more than ${Math.round(value)} ms`,
            },
          ]
        : [],
    );
  },
});
