// Samples the feed for all clients at once: one snapshot, one difference, one string per tick, however many look on.
// A client whose socket is backed up is left out until it has drained, then gets the newest full state: a slow client
// costs nothing and never slows the others or the pipeline.
import type { LabState, StreamMessage } from '../../contract.ts';
import type { LabFeed } from '../feed.ts';
import { diff } from './diff.ts';

export interface StreamClient {
  /** Bytes handed to the socket and not yet taken by the peer. */
  bufferedBytes(): number;
  send(text: string): void;
}

export interface SamplerOptions {
  everyMs: number;
  /** A sign of life at least this often. */
  beatMs: number;
  /** A client with more than this in its socket is left out. */
  maxBufferedBytes: number;
  now: () => number;
}

export const SAMPLER_DEFAULTS: SamplerOptions = {
  everyMs: 125,
  beatMs: 500,
  maxBufferedBytes: 500_000,
  now: () => Date.now(),
};

export interface Sampler {
  add(client: StreamClient): void;
  remove(client: StreamClient): void;
  size(): number;
  /** Bytes that wait in the socket of the slowest client. */
  slowestBytes(): number;
  /** One sampling step; the timer calls it, tests may. */
  tick(): void;
  stop(): void;
}

/** Starts sampling; the timer runs only while somebody looks on. */
export function startSampler(feed: LabFeed, options: Partial<SamplerOptions> = {}): Sampler {
  const { everyMs, beatMs, maxBufferedBytes, now } = { ...SAMPLER_DEFAULTS, ...options };
  /** Client → whether it has the state the next delta builds on. */
  const clients = new Map<StreamClient, boolean>();
  let last: LabState | undefined;
  let seq = 0;
  /** The full state of `seq`, written once for all who need it. */
  let full: { seq: number; text: string } | undefined;
  let dirty = true;
  let sentAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = feed.subscribe(() => {
    dirty = true;
  });

  const text = (message: StreamMessage) => JSON.stringify(message);

  function nextMessage(): string | undefined {
    const at = now();
    if (dirty || last === undefined) {
      dirty = false;
      // The feed may hand out a live object; the base of the next difference has to be a copy that stands still.
      const state = structuredClone(feed.snapshot());
      const { set, unset } = diff(last ?? {}, state);
      last = state;
      if (set.length + unset.length > 0) {
        seq += 1;
        sentAt = at;
        return text({ t: 'delta', seq, at, set, unset });
      }
    }
    if (at - sentAt < beatMs) return undefined;
    sentAt = at;
    return text({ t: 'beat', seq, at });
  }

  function sendFull(client: StreamClient): void {
    if (full?.seq !== seq) full = { seq, text: text({ t: 'full', seq, at: now(), state: last! }) };
    client.send(full.text);
    clients.set(client, true);
  }

  function tick(): void {
    if (clients.size === 0) return;
    const message = nextMessage();
    for (const [client, current] of clients) {
      if (client.bufferedBytes() > maxBufferedBytes) {
        clients.set(client, false);
      } else if (!current) {
        sendFull(client);
      } else if (message !== undefined) {
        client.send(message);
      }
    }
  }

  return {
    tick,
    size: () => clients.size,
    slowestBytes: () => Math.max(0, ...[...clients.keys()].map((client) => client.bufferedBytes())),
    add(client) {
      clients.set(client, false);
      if (timer === undefined) {
        timer = setInterval(tick, everyMs);
        tick();
      } else sendFull(client);
    },
    remove(client) {
      clients.delete(client);
      if (clients.size > 0 || timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
    },
    stop() {
      clearInterval(timer);
      unsubscribe();
      clients.clear();
    },
  };
}
