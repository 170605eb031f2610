// ack-latency: acknowledgements take long: one in a hundred, or, when brokers are not looked at one by one, the average over all of them and
// over a minute, as the client library's own metric is (request-latency-avg of Kafka's producer: two samples of metrics.sample.window.ms,
// 30 s each).
import { isSending, sourceOf } from '../readings.ts';
import { type SignalView, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'ack-latency',
  title: 'Acknowledgements are slow',
  notices: 'fault',
  limits: { p99Ms: 1_500, meanMs: 1_500, meanWindowMs: 60_000 },
  evaluate(view, { p99Ms, meanMs, meanWindowMs }) {
    const { now, observe } = view;
    if (!isSending(now)) return [];
    const value = observe.perBroker ? sourceOf(now, observe)?.ackP99Ms : meanOver(view, meanWindowMs);
    if (value == null || value <= (observe.perBroker ? p99Ms : meanMs)) return [];
    const says = observe.perBroker
      ? `1 % of the acknowledgements take more than ${Math.round(value)} ms`
      : `an acknowledgement takes ${Math.round(value)} ms on average`;
    return [{ subject: 'all brokers', value, says }];
  },
});

/** The mean of all acknowledgements of a window: of each report's mean, weighted by the events acknowledged since the report before. */
function meanOver({ since, observe, now }: SignalView, windowMs: number): number | undefined {
  if (sourceOf(now, observe) === undefined) return undefined;
  let before: number | undefined;
  let events = 0;
  let sumMs = 0;
  for (const { source } of since(windowMs)) {
    const report = source?.value;
    if (report === undefined || report.acked === before) continue;
    const fresh = before === undefined ? 0 : Math.max(0, report.acked - before);
    before = report.acked;
    const mean = report.ackMeanMs ?? report.ackP50Ms;
    if (mean === null) continue;
    events += fresh;
    sumMs += fresh * mean;
  }
  return events === 0 ? undefined : sumMs / events;
}
