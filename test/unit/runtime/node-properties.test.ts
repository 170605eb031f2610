import { describe, expect, it } from 'vitest';
import { DEFAULT_CLUSTER_SETTINGS } from '../../../pipeline/runtime/cluster.ts';
import { brokerProperties, controllerProperties } from '../../../pipeline/runtime/nodes/node-properties.ts';
import { choosePorts, isFree } from '../../../pipeline/runtime/nodes/ports.ts';

const broker = (proxy: number, client: number, internal: number) => ({ proxy, client, internal });
const PORTS = {
  controller: 1,
  toxiproxy: 2,
  brokers: { 'broker-1': broker(11, 12, 13), 'broker-2': broker(21, 22, 23), 'broker-3': broker(31, 32, 33) },
};

function parse(text: string): Map<string, string> {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

describe('the properties of the nodes', () => {
  it('put the cluster defaults into the controller as well, where they count', () => {
    const controller = parse(controllerProperties(PORTS, DEFAULT_CLUSTER_SETTINGS, '/data'));
    expect(controller.get('process.roles')).toBe('controller');
    expect(controller.get('min.insync.replicas')).toBe('2');
    expect(controller.get('default.replication.factor')).toBe('3');
    expect(controller.get('broker.session.timeout.ms')).toBe('6000');
    expect(controller.get('unclean.leader.election.interval.ms')).toBe('1000');
  });

  it('advertise the proxy to clients and the broker itself to brokers', () => {
    const properties = parse(brokerProperties('broker-2', PORTS, DEFAULT_CLUSTER_SETTINGS, '/data'));
    expect(properties.get('node.id')).toBe('2');
    expect(properties.get('listeners')).toBe('CLIENT://127.0.0.1:22,INTERNAL://127.0.0.1:23');
    expect(properties.get('advertised.listeners')).toBe('CLIENT://127.0.0.1:21,INTERNAL://127.0.0.1:23');
  });

  it('never listen on anything but loopback', () => {
    const text =
      controllerProperties(PORTS, DEFAULT_CLUSTER_SETTINGS, '/data') +
      brokerProperties('broker-1', PORTS, DEFAULT_CLUSTER_SETTINGS, '/data');
    expect(text.match(/:\/\/(?!127\.0\.0\.1:)/)).toBeNull();
  });
});

describe('the ports', () => {
  it('are kept when still free, and another is chosen for one that is taken', async () => {
    const { createServer } = await import('node:net');
    const first = await choosePorts();
    const thief = createServer().listen(first.brokers['broker-2'].client, '127.0.0.1');
    await new Promise((resolve) => thief.once('listening', resolve));
    const second = await choosePorts(first);
    expect(await isFree(first.brokers['broker-2'].client)).toBe(false);
    await new Promise((resolve) => thief.close(resolve));
    expect(second.brokers['broker-2'].client).not.toBe(first.brokers['broker-2'].client);
    expect({ ...second, brokers: { ...second.brokers, 'broker-2': first.brokers['broker-2'] } }).toEqual(
      first,
    );
  });
});
