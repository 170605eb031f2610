// Asks the brokers how long their logs are without going through the proxies: what a fault does to the clients' way does not hide from
// it what the brokers hold. Same protocol, same client; only the sockets go to where each proxy would.
import { connect } from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { endOffsets } from '../../pipeline/kafka/topic.ts';
import type { System } from './system.ts';
import { proxiesOf } from './toxiproxy.ts';

export interface AroundProxies {
  /** Next offset of every partition, as its leader tells it. */
  ends: () => Promise<Record<string, string>>;
  close: () => Promise<void>;
}

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(':') + 1));

/** The port behind every proxy, by the port of the proxy. */
async function portsBehind(url: string): Promise<Map<number, number>> {
  const proxies = Object.values(await proxiesOf(url));
  return new Map(proxies.map(({ listen, upstream }) => [portOf(listen), portOf(upstream)]));
}

/** Connects; close it when done. */
export async function aroundProxies({
  cluster,
  run,
}: Pick<System, 'cluster' | 'run'>): Promise<AroundProxies> {
  const behind = await portsBehind(cluster.toxiproxyUrl);
  const kafka = new Kafka({
    clientId: `around-${run.spec.runId}`,
    brokers: [...run.spec.bootstrap],
    logLevel: logLevel.NOTHING,
    socketFactory: ({ host, port, onConnect }) =>
      connect({ host, port: behind.get(port) ?? port }, onConnect),
  });
  const admin = kafka.admin();
  await admin.connect();
  return { ends: () => endOffsets(admin, run.spec.topic), close: () => admin.disconnect() };
}
