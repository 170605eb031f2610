// The ports of a cluster on this machine: chosen free at the first start and kept, as long as they are still free, so that addresses a
// learner has copied stay right. They lie below the range the system hands out for outgoing connections, or a restarted broker
// would find its port taken by somebody's client.
import { createServer } from 'node:net';
import { LakequakeError } from '../../contract/errors.ts';
import { BROKER_NAMES, type BrokerName } from '../cluster.ts';

export interface BrokerPorts {
  proxy: number;
  client: number;
  internal: number;
}
export interface ClusterPorts {
  controller: number;
  toxiproxy: number;
  brokers: Record<BrokerName, BrokerPorts>;
}

const LOWEST = 20_000;
const HIGHEST = 32_000;

/** The earlier ports where they are still free, others where not. */
export async function choosePorts(earlier?: ClusterPorts): Promise<ClusterPorts> {
  const taken = new Set<number>();
  const brokers = {} as Record<BrokerName, BrokerPorts>;
  for (const name of BROKER_NAMES) {
    const before = earlier?.brokers[name];
    brokers[name] = {
      proxy: await freePort(taken, before?.proxy),
      client: await freePort(taken, before?.client),
      internal: await freePort(taken, before?.internal),
    };
  }
  return {
    controller: await freePort(taken, earlier?.controller),
    toxiproxy: await freePort(taken, earlier?.toxiproxy),
    brokers,
  };
}

/** Whether the port can be bound on loopback right now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

async function freePort(taken: Set<number>, wanted?: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = attempt === 0 && wanted ? wanted : LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new LakequakeError('port-taken', `found no free port between ${LOWEST} and ${HIGHEST}`, {
    hint: 'Close programs that listen on many ports.',
  });
}
