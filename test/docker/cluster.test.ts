// The life of a cluster in containers, through the interface it shares with the embedded one.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAsleep, wake } from '../../chaos/drivers/processes.ts';
import { until } from '../../pipeline/contract/until.ts';
import { parseLog } from '../../pipeline/observe/logs/log-line.ts';
import type { NodeExit } from '../../pipeline/runtime/cluster.ts';
import { openEngine } from '../../pipeline/runtime/docker/engine.ts';
import { projectOf, readContainers } from '../../pipeline/runtime/docker/lab-containers.mjs';
import { useCluster } from '../helpers/cluster.ts';
import { topicWithoutSettings, withAdmin } from '../helpers/kafka-admin.ts';
import { engineHere } from './engine-here.ts';

function takesConnections(host: string, port: number): Promise<boolean> {
  return new Promise((told) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const tell = (taken: boolean) => () => {
      socket.destroy();
      told(taken);
    };
    socket.once('connect', tell(true)).once('error', tell(false)).once('timeout', tell(false));
  });
}

describe.skipIf(!engineHere)('the cluster in containers', () => {
  const beganAt = performance.now();
  const lab = useCluster({ minInsyncReplicas: 2 }, 'docker');
  let readyAt = 0;
  beforeAll(() => {
    readyAt = performance.now();
  });
  const members = () => withAdmin(lab.cluster.bootstrap, (admin) => admin.describeCluster());
  const memberIds = async () => (await members()).brokers.map(({ nodeId }) => nodeId).sort();
  const untilMembers = (ids: number[]) =>
    until(async () => JSON.stringify(await memberIds()) === JSON.stringify(ids), {
      deadlineMs: 30_000,
      everyMs: 250,
      what: `brokers ${ids} to be the members`,
    });

  it('shows clients three brokers, each at the address of its own proxy', async () => {
    const shown = (await members()).brokers.map(({ nodeId, host, port }) => [nodeId, host, port]).sort();
    expect(shown).toEqual(lab.cluster.brokers.map(({ id, proxyPort }) => [id, '127.0.0.1', proxyPort]));
  });

  it('was up within thirty seconds', () => {
    const seconds = (readyAt - beganAt) / 1000;
    console.log(`the cluster in containers was up after ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(30);
  });

  it('listens on no address of this machine but loopback', async () => {
    const { brokers, controllerPort, toxiproxyUrl } = lab.cluster;
    const ports = [
      controllerPort!,
      Number(new URL(toxiproxyUrl).port),
      ...brokers.flatMap(({ proxyPort, clientPort }) => [proxyPort, clientPort]),
    ];
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    expect(others.length).toBeGreaterThan(0);
    for (const port of ports) {
      expect(await takesConnections('127.0.0.1', port), `loopback:${port}`).toBe(true);
      for (const address of others)
        expect(await takesConnections(address, port), `${address}:${port}`).toBe(false);
    }
  });

  it('publishes nothing beyond loopback and bounds every memory', async () => {
    const { container } = await openEngine();
    const filters = { label: [`com.docker.compose.project=${projectOf(lab.stateDir)}`] };
    const found = await container.dockerode.listContainers({ filters });
    expect(found).toHaveLength(5);
    for (const { Id, Ports } of found) {
      for (const { IP } of Ports.filter(({ PublicPort }) => PublicPort !== undefined))
        expect(IP).toBe('127.0.0.1');
      const { HostConfig } = await container.getById(Id).inspect();
      expect(HostConfig.Memory).toBeGreaterThan(0);
    }
  });

  it('gives a topic without settings three replicas, six partitions and an effective min.insync.replicas of 2', async () => {
    const { replicas, minIsr } = await topicWithoutSettings(lab.cluster.bootstrap, 'defaults');
    expect(replicas).toEqual([3, 3, 3, 3, 3, 3]);
    expect(minIsr).toBe('2');
  });

  it('keeps a log of each node that can be read line by line', () => {
    for (const { name, logFile } of [lab.cluster.controller, ...lab.cluster.brokers]) {
      const lines = parseLog(name, readFileSync(logFile, 'utf8'));
      expect(lines.some(({ text }) => text.includes('Kafka Server started'))).toBe(true);
      expect(Math.abs(Date.now() - lines.at(-1)!.at)).toBeLessThan(300_000);
    }
  });

  it('tells a broker killed by others as an unexpected exit, and starts it again', async () => {
    const { cluster } = lab;
    const exits: NodeExit[] = [];
    const unsubscribe = cluster.onExit((exit) => exits.push(exit));
    const before = cluster.brokers[1]!.instance as { container: string; startedAt: string };
    await (await openEngine()).container.getById(before.container).kill({ signal: 'SIGKILL' });
    const exit = await until(() => exits[0], { deadlineMs: 5000, what: 'the exit' });
    unsubscribe();
    expect(exit).toMatchObject({ node: 'broker-2', signal: 'SIGKILL', expected: false });
    expect(cluster.isRunning('broker-2')).toBe(false);
    expect(readContainers(lab.stateDir)?.nodes['broker-2']).toBeNull();
    await cluster.start('broker-2');
    const after = cluster.brokers[1]!.instance as { container: string; startedAt: string };
    expect(after.container).toBe(before.container);
    expect(after.startedAt).not.toBe(before.startedAt);
    await untilMembers([1, 2, 3]);
  });

  it('refuses to start what runs and to pause what does not', async () => {
    const { cluster } = lab;
    await expect(cluster.start('broker-1')).rejects.toMatchObject({ code: 'already-running' });
    await cluster.kill('broker-3', 'SIGTERM');
    await expect(cluster.pause('broker-3')).rejects.toMatchObject({ code: 'not-running' });
    await cluster.start('broker-3');
  });

  it('a paused broker is still running, can be woken from its record alone, and only by the right one', async () => {
    const { cluster } = lab;
    const { instance } = cluster.brokers[0]!;
    await cluster.pause('broker-1');
    expect([cluster.isPaused('broker-1'), cluster.isRunning('broker-1')]).toEqual([true, true]);
    expect(await isAsleep(instance!)).toBe(true);
    expect(await wake({ ...instance!, startedAt: 'another time' })).toBe(false);
    expect(await isAsleep(instance!)).toBe(true);
    expect(await wake(instance!)).toBe(true);
    expect(await isAsleep(instance!)).toBe(false);
    expect(await wake(instance!)).toBe(false);
  });

  it('ends a paused broker when asked to, and calls that expected', async () => {
    const { cluster } = lab;
    const exits: NodeExit[] = [];
    const unsubscribe = cluster.onExit((exit) => exits.push(exit));
    await cluster.pause('broker-2');
    await cluster.kill('broker-2');
    unsubscribe();
    expect(exits).toMatchObject([{ node: 'broker-2', expected: true }]);
    await cluster.start('broker-2');
  });

  it('takes a broker off the network, where nobody sees it, and puts it back under its name', async () => {
    const { cluster } = lab;
    await cluster.disconnect!('broker-3');
    expect(await cluster.isConnected!('broker-3')).toBe(false);
    expect(cluster.isRunning('broker-3')).toBe(true);
    await untilMembers([1, 2]);
    await cluster.connect!('broker-3');
    expect(await cluster.isConnected!('broker-3')).toBe(true);
    await untilMembers([1, 2, 3]);
    await cluster.connect!('broker-3');
  });

  it('starts a broker with other properties once, and with its own the next time', async () => {
    const { cluster } = lab;
    const { internalHost, internalPort } = cluster.brokers[0]!;
    const port = async () => (await members()).brokers.find(({ nodeId }) => nodeId === 1)?.port;
    await cluster.kill('broker-1');
    const listeners = `CLIENT://127.0.0.1:1,INTERNAL://${internalHost}:${internalPort}`;
    await cluster.start('broker-1', { 'advertised.listeners': listeners });
    const told = await withAdmin(cluster.bootstrap.slice(1), (admin) => admin.describeCluster());
    expect(told.brokers.find(({ nodeId }) => nodeId === 1)?.port).toBe(1);
    await cluster.kill('broker-1');
    await cluster.start('broker-1');
    expect(await port()).toBe(cluster.brokers[0]!.proxyPort);
  });

  it('gives Toxiproxy its proxies back after a kill', async () => {
    const { cluster } = lab;
    await cluster.kill('toxiproxy');
    await cluster.start('toxiproxy');
    await untilMembers([1, 2, 3]);
  });
});
