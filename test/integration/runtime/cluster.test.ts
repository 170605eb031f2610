import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { until } from '../../../pipeline/contract/until.ts';
import type { NodeExit } from '../../../pipeline/runtime/cluster.ts';
import { useCluster } from '../../helpers/cluster.ts';
import { topicWithoutSettings, withAdmin } from '../../helpers/kafka-admin.ts';

describe('the embedded cluster', () => {
  const lab = useCluster();

  it('shows clients three brokers, each at the address of its own proxy', async () => {
    const { brokers } = await withAdmin(lab.cluster.bootstrap, (admin) => admin.describeCluster());
    const shown = brokers.map(({ nodeId, port }) => [nodeId, port]).sort();
    expect(shown).toEqual(lab.cluster.brokers.map(({ id, proxyPort }) => [id, proxyPort]));
  });

  it('gives a topic without settings three replicas, six partitions and an effective min.insync.replicas of 2', async () => {
    const { replicas, minIsr } = await topicWithoutSettings(lab.cluster.bootstrap, 'defaults');
    expect(replicas).toEqual([3, 3, 3, 3, 3, 3]);
    expect(minIsr).toBe('2');
  });

  it('tells a broker killed by others as an unexpected exit, and starts it again', async () => {
    const { cluster } = lab;
    const exits: NodeExit[] = [];
    const unsubscribe = cluster.onExit((exit) => exits.push(exit));
    const before = cluster.brokers[1]!.pid!;
    process.kill(before, 'SIGKILL');
    const exit = await until(() => exits[0], { deadlineMs: 5000, what: 'the exit' });
    unsubscribe();
    expect(exit).toMatchObject({ node: 'broker-2', pid: before, signal: 'SIGKILL', expected: false });
    expect(cluster.isRunning('broker-2')).toBe(false);
    await cluster.start('broker-2');
    expect(cluster.brokers[1]!.pid).not.toBe(before);
    const { brokers } = await withAdmin(cluster.bootstrap, (admin) => admin.describeCluster());
    expect(brokers).toHaveLength(3);
  });

  it('ends a paused broker when asked to, and calls that expected', async () => {
    const { cluster } = lab;
    const exits: NodeExit[] = [];
    const unsubscribe = cluster.onExit((exit) => exits.push(exit));
    await cluster.pause('broker-1');
    expect(cluster.isPaused('broker-1')).toBe(true);
    expect(cluster.isRunning('broker-1')).toBe(true);
    await cluster.kill('broker-1');
    unsubscribe();
    expect(exits).toMatchObject([{ node: 'broker-1', expected: true }]);
    expect(cluster.isPaused('broker-1')).toBe(false);
    await cluster.start('broker-1');
  });

  it('makes the proxies again when Toxiproxy is started again', async () => {
    const { cluster } = lab;
    await cluster.kill('toxiproxy');
    await cluster.start('toxiproxy');
    const proxies = (await (await fetch(`${cluster.toxiproxyUrl}/proxies`)).json()) as Record<
      string,
      { enabled: boolean }
    >;
    expect(Object.keys(proxies).sort()).toEqual(['broker-1', 'broker-2', 'broker-3']);
    const { brokers } = await withAdmin(cluster.bootstrap, (admin) => admin.describeCluster());
    expect(brokers).toHaveLength(3);
  });

  it('names a taken port when a broker dies of it during its start', async () => {
    const { cluster } = lab;
    const broker = cluster.brokers[2]!;
    await cluster.kill('broker-3');
    const thief = createServer().listen(broker.clientPort, '127.0.0.1');
    try {
      await expect(cluster.start('broker-3')).rejects.toMatchObject({
        code: 'port-taken',
        message: expect.stringMatching(/^broker-3 ended during its start: its port is taken/),
      });
    } finally {
      await new Promise((resolve) => thief.close(resolve));
    }
    await cluster.start('broker-3');
  });
});
