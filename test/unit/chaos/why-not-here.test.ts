import { describe, expect, it } from 'vitest';
import { whyNotHere } from '../../../chaos/why-not-here.ts';
import type { Cluster } from '../../../pipeline/runtime/cluster.ts';

const schedule = [{ fault: 'kill-broker' }, { fault: 'isolate-node' }];

describe('a schedule with a fault that only containers allow', () => {
  it('is refused on a cluster without a network of its own, with the reason', async () => {
    const embedded = { runtime: 'embedded' } as Cluster;
    expect(await whyNotHere(embedded, schedule)).toMatch(
      /^isolate-node cannot be done on the embedded runtime: /,
    );
    expect(await whyNotHere(embedded, schedule.slice(0, 1))).toBeNull();
  });

  it('can be run where the cluster has one', async () => {
    const docker = { runtime: 'docker', disconnect: async () => undefined } as unknown as Cluster;
    expect(await whyNotHere(docker, schedule)).toBeNull();
  });
});
