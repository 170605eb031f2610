// Every naive way of observing makes a signal that fires by default stay silent: that is what it costs.
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../pipeline/contract/settings.ts';
import { health } from '../../../pipeline/observe/health.ts';
import { type Parts, spoiled } from '../../helpers/snapshots.ts';

type Observe = Parameters<typeof spoiled>[1] extends infer S ? NonNullable<S> : never;

async function idsAfter(spoil: Parameters<typeof spoiled>[0], observe: Observe['observe'] = {}) {
  const { active } = await spoiled(spoil, { observe });
  return new Set(active.map(({ id }) => id));
}

const deadProcessor = (parts: Parts, _since: number, frozen: Parts) => {
  parts.processor = frozen.processor;
  parts.seen.processor = frozen.processor.at;
};

const grayBroker = (parts: Parts) => {
  parts.source.ackP99MsByBroker[2] = 1_200;
  parts.source.ackMeanMs = 280;
  parts.source.ackP99Ms = 1_200;
};

describe('observing naively', () => {
  it('a dead processor is missing, and its partitions are read by nobody', async () => {
    const ids = await idsAfter(deadProcessor);
    expect(ids.has('component-missing') && ids.has('consumer-stopped')).toBe(true);
  });

  it('last values and last lags show a dead processor as well as it ever was', async () => {
    expect(await idsAfter(deadProcessor, { whenMissing: 'last-value', lagFrom: 'last-report' })).toEqual(
      new Set(),
    );
  });

  it('the end of the log gives a dead processor away even when its last values are believed', async () => {
    const ids = await idsAfter(deadProcessor, { whenMissing: 'last-value' });
    expect(ids.has('lag-seconds') && ids.has('consumer-stopped')).toBe(true);
  });

  it('an average hides a gray broker', async () => {
    expect(await idsAfter(grayBroker)).toEqual(new Set(['broker-latency']));
    expect(await idsAfter(grayBroker, { perBroker: false })).toEqual(new Set());
  });

  it('the average is one over a minute: a bad report does not make it, a bad minute does', async () => {
    const slowFor = (lastMs: number) => (parts: Parts, sinceMs: number) => {
      if (sinceMs > 20_000 - lastMs) parts.source.ackMeanMs = 4_000;
    };
    const notices = async (spoil: Parameters<typeof spoiled>[0]) =>
      (await idsAfter(spoil, { perBroker: false })).has('ack-latency');
    expect(await notices(slowFor(2_000))).toBe(false);
    expect(await notices(slowFor(20_000))).toBe(true);
  });

  it('nobody misses a controller that is not watched', async () => {
    const gone = (parts: Parts, _since: number, frozen: Parts) => {
      parts.controller.answeredAt = frozen.controller.answeredAt;
    };
    expect(await idsAfter(gone)).toEqual(new Set(['controller-missing']));
    expect(await idsAfter(gone, { watchController: false })).toEqual(new Set());
  });
});

describe('health', () => {
  const { observe } = defaultSettings();
  const naive = { ...observe, health: 'processes' as const };

  it('is well when nothing fires, and says what speaks against it otherwise', async () => {
    const good = await spoiled(() => undefined);
    expect(health(good.last, good.active, observe)).toEqual({ well: true, because: [] });
    const bad = await spoiled((parts) => {
      parts.cluster.brokers = [1, 3];
    });
    expect(health(bad.last, bad.active, observe)).toEqual({
      well: false,
      because: ['broker 2 is no member of the cluster'],
    });
  });

  it('takes living processes for health when it is told to, whatever fires', async () => {
    const { last, active } = await spoiled((parts) => {
      parts.processor.silver!.accepted -= 1;
    });
    expect(health(last, active, observe).well).toBe(false);
    const processes = [{ name: 'processor-1', alive: true }];
    expect(health({ ...last, processes }, active, naive)).toEqual({ well: true, because: [] });
    expect(health({ ...last, processes: [{ name: 'broker-2', alive: false }] }, [], naive)).toEqual({
      well: false,
      because: ['broker-2 does not run'],
    });
  });
});
