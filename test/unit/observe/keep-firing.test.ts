// A signal goes on firing for a while after its condition has gone: who comes and goes is not well in between.
import { describe, expect, it } from 'vitest';
import { KEEP_FIRING_MS } from '../../../pipeline/observe/evaluate.ts';
import { START, spoiled } from '../../helpers/snapshots.ts';

/** How long `spoiled` looks on. */
const SPOILED_MS = 20_000;

/** What fires so long after a broker that was away has come back. */
async function afterReturn(ms: number) {
  const { active } = await spoiled(
    (parts, sinceMs) => {
      if (sinceMs <= SPOILED_MS - ms) parts.cluster.brokers = [1, 3];
    },
    {},
    ['broker-missing'],
  );
  return active.map(({ id, since }) => ({ id, since }));
}

describe('a signal whose condition has gone', () => {
  it('goes on firing for five seconds, as of its begin', async () => {
    expect(await afterReturn(KEEP_FIRING_MS - 250)).toEqual([
      { id: 'broker-missing', since: START + 20_000 },
    ]);
  });

  it('is silent afterwards', async () => {
    expect(await afterReturn(KEEP_FIRING_MS)).toEqual([]);
  });
});
