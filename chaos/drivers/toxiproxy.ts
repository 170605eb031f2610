// Toxics on the brokers' proxies, through Toxiproxy's own API. Every toxic we add carries our prefix, so that healing finds them all.
import { Toxiproxy } from 'toxiproxy-node-client';

export type ToxicType =
  | 'latency'
  | 'bandwidth'
  | 'timeout'
  | 'reset_peer'
  | 'slow_close'
  | 'slicer'
  | 'limit_data';

export interface ToxicSpec {
  /** `broker-1` … */
  proxy: string;
  type: ToxicType;
  stream: 'upstream' | 'downstream';
  /** Share of connections, 0 to 1. */
  toxicity: number;
  attributes: Record<string, number>;
}

const PREFIX = 'lakequake-';

/** The name a toxic gets: one per proxy, type and direction, so that adding it twice is noticed. */
export function toxicName({ type, stream }: Pick<ToxicSpec, 'type' | 'stream'>): string {
  return `${PREFIX}${type}-${stream}`;
}

/** Adds a toxic. */
export async function addToxic(url: string, toxic: ToxicSpec): Promise<void> {
  const proxy = await new Toxiproxy(url).get(toxic.proxy);
  const { type, stream, toxicity, attributes } = toxic;
  await proxy.addToxic({ name: toxicName(toxic), type, stream, toxicity, attributes } as never);
}

/** Changes the share of connections a toxic of ours acts on; those there are draw anew. */
export async function setToxicity(url: string, toxic: ToxicSpec, toxicity: number): Promise<void> {
  const response = await fetch(
    `${url}/proxies/${encodeURIComponent(toxic.proxy)}/toxics/${toxicName(toxic)}`,
    {
      method: 'POST',
      body: JSON.stringify({ attributes: toxic.attributes, toxicity }),
      signal: AbortSignal.timeout(3_000),
    },
  );
  if (!response.ok)
    throw new Error(`Toxiproxy refused to change ${toxicName(toxic)} on ${toxic.proxy}: ${response.status}`);
}

interface Proxy {
  listen: string;
  upstream: string;
  toxics: { name: string; type: string }[];
}

/** The proxies by name. Asked without the client, whose proxies do not carry the toxics Toxiproxy tells of. */
export async function proxiesOf(url: string): Promise<Record<string, Proxy>> {
  const response = await fetch(`${url}/proxies`, { signal: AbortSignal.timeout(3_000) });
  return (await response.json()) as Record<string, Proxy>;
}

/** The toxics of ours on each proxy. */
export async function listToxics(url: string): Promise<{ proxy: string; name: string; type: string }[]> {
  return Object.entries(await proxiesOf(url)).flatMap(([proxy, { toxics }]) =>
    toxics.filter(({ name }) => name.startsWith(PREFIX)).map(({ name, type }) => ({ proxy, name, type })),
  );
}

/** Toxiproxy flushes what the toxic held, and waits up to 5 s for every link whose other end does not take it (link.go, RemoveToxic). */
const REMOVE_WITHIN_MS = 30_000;

/** Removes a toxic; no error when it is not there. */
export async function removeToxic(url: string, proxy: string, name: string): Promise<void> {
  const response = await fetch(
    `${url}/proxies/${encodeURIComponent(proxy)}/toxics/${encodeURIComponent(name)}`,
    {
      method: 'DELETE',
      signal: AbortSignal.timeout(REMOVE_WITHIN_MS),
    },
  );
  if (!response.ok && response.status !== 404)
    throw new Error(`Toxiproxy refused to remove ${name} from ${proxy}: ${response.status}`);
}

/** Bytes that went through the proxies so far, by proxy and direction, from Toxiproxy's own metrics; empty when it was started without them. */
export async function proxyBytes(url: string): Promise<Record<string, number>> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(3_000) });
  if (!response.ok) return {};
  const counts: Record<string, number> = {};
  for (const line of (await response.text()).split('\n')) {
    const match =
      /^toxiproxy_proxy_(received|sent)_bytes_total\{.*direction="(\w+)".*proxy="([^"]+)".*\} (\S+)$/.exec(
        line,
      );
    if (match) counts[`${match[3]}/${match[2]}/${match[1]}`] = Number(match[4]);
  }
  return counts;
}

/**
 * Undoes toxics at the address on record: removes them all, one after the other. False when there was no address yet (nothing struck), or
 * when that Toxiproxy does not run any more, and its toxics with it.
 */
export async function undoToxics(
  url: unknown,
  toxics: readonly { proxy: string; name: string }[],
): Promise<boolean> {
  if (typeof url !== 'string') return false;
  try {
    for (const { proxy, name } of toxics) await removeToxic(url, proxy, name);
    return true;
  } catch (error) {
    if (isToxiproxyGone(error)) return false;
    throw error;
  }
}

/** What `removeToxic` and `undoToxics` go by. */
export const toxicPlace = (toxic: ToxicSpec) => ({ proxy: toxic.proxy, name: toxicName(toxic) });

function isToxiproxyGone(error: unknown): boolean {
  const cause = (error as { cause?: { code?: string } }).cause;
  return cause?.code === 'ECONNREFUSED' || cause?.code === 'ECONNRESET';
}
