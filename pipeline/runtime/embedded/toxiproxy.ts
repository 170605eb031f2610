// Toxiproxy on loopback with one proxy per broker. Talks to its HTTP API; creating the proxies is idempotent (populate leaves equal ones alone).
import { LakequakeError } from '../../contract/errors.ts';
import { until } from '../../contract/until.ts';
import { BROKER_NAMES } from '../cluster.ts';
import { explainEnd, type LogMark } from './log-mark.ts';
import type { ClusterPorts } from './ports.ts';

/** Resolves when the API answers; throws the cause when the process ends first. */
export async function untilToxiproxyAnswers(
  url: string,
  node: { readonly running: boolean },
  mark: LogMark,
): Promise<void> {
  const ready = async (): Promise<boolean> => !node.running || (await answers(url));
  await until(ready, { deadlineMs: 5000, everyMs: 20, what: 'Toxiproxy to answer' });
  if (!node.running) throw explainEnd('toxiproxy', mark);
}

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

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/version`).then(
    (response) => response.ok,
    () => false,
  );
}
