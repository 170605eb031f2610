// broker-unreachable: a broker gives no sign of life where clients go for it. The cluster may go on seeing it well (a network cut between
// clients and one broker) or not have missed it yet (its session lasts longer than this takes).
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'broker-unreachable',
  title: 'Clients cannot reach a broker',
  notices: 'fault',
  limits: { silentMs: 3_000 },
  evaluate({ now, before }, { silentMs }): Firing[] {
    return Object.entries(now.reach ?? {}).flatMap(([broker, { answeredAt }]) => {
      if (answeredAt === null && before(silentMs) === undefined) return [];
      const silent = answeredAt === null ? silentMs : now.at - answeredAt;
      if (answeredAt !== null && silent <= silentMs) return [];
      const says = `broker ${broker} has not answered clients for ${Math.round(silent / 100) / 10} s`;
      return [{ subject: `broker-${broker}`, value: silent, says }];
    });
  },
});
