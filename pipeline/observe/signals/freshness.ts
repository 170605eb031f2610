// freshness: a layer has not been committed to for a while although events are being acknowledged. One subject per layer.
import { ownerOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

const LAYERS = ['bronze', 'silver', 'gold.traffic'];

export const signal = signalRule({
  id: 'freshness',
  title: 'A layer is stale',
  notices: 'fault',
  limits: { staleMs: 6_000 },
  evaluate({ now, before, observe }, { staleMs }): Firing[] {
    const [then, owner] = [before(staleMs), ownerOf(now, observe)];
    if (!then?.source || !now.source || !owner) return [];
    if (now.source.value.acked <= then.source.value.acked) return [];
    return LAYERS.flatMap((layer) => {
      const committedAt = owner.tables[layer]?.committedAt ?? null;
      const age = committedAt === null ? null : now.at - committedAt;
      return age !== null && age > staleMs
        ? [
            {
              subject: layer,
              value: age,
              says: `${layer} was last committed to ${Math.round(age / 100) / 10} s ago`,
            },
          ]
        : [];
    });
  },
});
