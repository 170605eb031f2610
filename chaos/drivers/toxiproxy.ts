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

/** What the client cannot ask of a proxy, or not without reading it first. */
function ask(
  url: string,
  proxy: string,
  path: string,
  request: { method: string; body?: object; withinMs: number },
) {
  const { method, body, withinMs } = request;
  return fetch(`${url}/proxies/${encodeURIComponent(proxy)}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(withinMs),
  });
}

/** Changes the share of connections a toxic of ours acts on; those there are draw anew. */
export async function setToxicity(url: string, toxic: ToxicSpec, toxicity: number): Promise<void> {
  const body = { attributes: toxic.attributes, toxicity };
  const request = { method: 'POST', body, withinMs: 3_000 };
  const { ok, status } = await ask(url, toxic.proxy, `/toxics/${toxicName(toxic)}`, request);
  if (!ok) throw new Error(`Toxiproxy refused to change ${toxicName(toxic)} on ${toxic.proxy}: ${status}`);
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
  const request = { method: 'DELETE', withinMs: REMOVE_WITHIN_MS };
  const { ok, status } = await ask(url, proxy, `/toxics/${encodeURIComponent(name)}`, request);
  if (!ok && status !== 404) throw new Error(`Toxiproxy refused to remove ${name} from ${proxy}: ${status}`);
}

/** Ends every connection through a proxy, at both ends, and takes new ones again. */
export async function cutConnections(url: string, proxy: string): Promise<void> {
  for (const enabled of [false, true]) {
    const request = { method: 'POST', body: { enabled }, withinMs: REMOVE_WITHIN_MS };
    const { ok, status } = await ask(url, proxy, '', request);
    if (!ok) throw new Error(`Toxiproxy refused to switch ${proxy}: ${status}`);
  }
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
