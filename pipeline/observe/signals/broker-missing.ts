// broker-missing: a broker that ought to be there is no member of the cluster any more, or the cluster does not answer at all.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'broker-missing',
  title: 'A broker is missing',
  notices: 'fault',
  limits: { unansweredMs: 3_000 },
  evaluate({ now, before }, { unansweredMs }): Firing[] {
    if (now.cluster === null || now.at - now.cluster.at > unansweredMs) {
      if (before(unansweredMs) === undefined) return [];
      const age = now.cluster === null ? unansweredMs : now.at - now.cluster.at;
      return [
        {
          subject: 'cluster',
          value: age,
          says: `the cluster has not answered for ${Math.round(age / 1000)} s`,
        },
      ];
    }
    const members = new Set(now.cluster.value.brokers);
    return now.expected.brokers
      .filter((broker) => !members.has(broker))
      .map((broker) => ({
        subject: `broker-${broker}`,
        value: 1,
        says: `broker ${broker} is no member of the cluster`,
      }));
  },
});
