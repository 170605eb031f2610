// The brokers' proxies in an embedded Toxiproxy, through its HTTP API: one each, on loopback. Idempotent (populate leaves equal ones alone).
import { LakequakeError } from '../../contract/errors.ts';
import { BROKER_NAMES } from '../cluster.ts';
import type { ClusterPorts } from '../nodes/ports.ts';

/** Makes exactly one enabled proxy per broker, without toxics. */
export async function createProxies(url: string, ports: ClusterPorts): Promise<void> {
  const proxies = BROKER_NAMES.map((name) => ({
    name,
    listen: `127.0.0.1:${ports.brokers[name].proxy}`,
    upstream: `127.0.0.1:${ports.brokers[name].client}`,
    enabled: true,
  }));
  const response = await fetch(`${url}/populate`, { method: 'POST', body: JSON.stringify(proxies) });
  if (response.ok) return;
  throw new LakequakeError(
    'component-failed',
    `Toxiproxy refused the brokers' proxies: ${await response.text()}`,
    {
      hint: 'Start again: free ports are chosen anew.',
      context: { url, status: response.status },
    },
  );
}
