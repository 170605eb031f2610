// Brokers that tell their clients their own address instead of their proxy's: Kafka without Toxiproxy in the path. They are restarted for it,
// one after the other, and restarted again to undo it.
import { until } from '../../pipeline/contract/until.ts';
import { BROKER_NAMES, type Cluster } from '../../pipeline/runtime/cluster.ts';
import type { BenchSession } from '../part.ts';

const LISTENERS = 'advertised.listeners';

/** Why it cannot be done here; undefined when it can. */
export function whyNotDirect({ runtime }: Cluster): string | undefined {
  return runtime === 'embedded'
    ? undefined
    : `brokers of the ${runtime} runtime are reached through their proxies only`;
}

async function restart({ cluster, admin }: BenchSession, direct: boolean): Promise<void> {
  for (const name of BROKER_NAMES) {
    const broker = cluster.brokers.find((one) => one.name === name)!;
    const own = `CLIENT://127.0.0.1:${broker.clientPort},INTERNAL://${broker.internalHost}:${broker.internalPort}`;
    await cluster.kill(name, 'SIGTERM');
    await cluster.start(name, direct ? { [LISTENERS]: own } : undefined);
  }
  // What the brokers tell decides, not what they were asked for: a client that still got the proxies would measure them.
  const wanted = cluster.brokers.map(({ clientPort, proxyPort }) => (direct ? clientPort : proxyPort));
  const told = async () => {
    const { brokers } = await admin.describeCluster();
    const ports = brokers.map(({ port }) => port);
    return wanted.every((port) => ports.includes(port));
  };
  await until(told, { deadlineMs: 30_000, what: 'the brokers to tell their addresses' });
}

/** Does the work with addresses that no proxy stands before. */
export async function withoutProxies<T>(
  session: BenchSession,
  work: (bootstrap: string[]) => Promise<T>,
): Promise<T> {
  await restart(session, true);
  try {
    return await work(session.cluster.brokers.map(({ clientPort }) => `127.0.0.1:${clientPort}`));
  } finally {
    await restart(session, false);
  }
}
