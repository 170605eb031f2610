// broker-latency: one broker answers much more slowly than the others. A gray broker hides in the average of three, so brokers are
// looked at one by one (switched off by `observe.perBroker: false`). Needs two looks out of three, since a report without acks tells nothing.
import { isSending, sourceOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'broker-latency',
  title: 'One broker is slower than the others',
  notices: 'fault',
  limits: { p99Ms: 600, timesOthers: 5, windowMs: 4_000, atLeastReports: 3 },
  evaluate({ now, since, observe }, { p99Ms, timesOthers, windowMs, atLeastReports }): Firing[] {
    if (!observe.perBroker || !isSending(now)) return [];
    const reports = new Map(
      since(windowMs).flatMap((snapshot) => {
        const report = sourceOf(snapshot, observe);
        return report ? [[report.at, report.ackP99MsByBroker] as const] : [];
      }),
    );
    const readings = (broker: string) => [...reports.values()].flatMap((one) => one[broker] ?? []);
    const brokers = new Set([...reports.values()].flatMap((one) => Object.keys(one)));
    return [...brokers].flatMap((broker) => {
      const value = median(readings(broker));
      const others = median([...brokers].filter((one) => one !== broker).flatMap(readings));
      const slow = readings(broker).length >= atLeastReports && value > p99Ms && value > others * timesOthers;
      const says = `broker ${broker} takes ${Math.round(value)} ms for an acknowledgement, the others ${Math.round(others)} ms`;
      return slow ? [{ subject: `broker-${broker}`, value, says }] : [];
    });
  },
});

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
