// ack-latency: acknowledgements take long: one in a hundred, or, when brokers are not looked at one by one, the average.
import { isSending, sourceOf } from '../readings.ts';
import { signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'ack-latency',
  title: 'Acknowledgements are slow',
  notices: 'fault',
  limits: { p99Ms: 1_500, meanMs: 1_500 },
  evaluate({ now, observe }, { p99Ms, meanMs }) {
    const source = isSending(now) ? sourceOf(now, observe) : undefined;
    const value = observe.perBroker ? source?.ackP99Ms : (source?.ackMeanMs ?? source?.ackP50Ms);
    if (value == null || value <= (observe.perBroker ? p99Ms : meanMs)) return [];
    const says = observe.perBroker
      ? `1 % of the acknowledgements take more than ${Math.round(value)} ms`
      : `an acknowledgement takes ${Math.round(value)} ms on average`;
    return [{ subject: 'all brokers', value, says }];
  },
});
