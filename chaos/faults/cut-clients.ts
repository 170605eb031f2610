// cut-clients: nothing passes between clients and some brokers any more, in one direction or both, and no connection is closed; the
// brokers still reach each other. Proof: Toxiproxy lists the toxics, and sends to those brokers that were open when it was looked at have been
// so for a while. Undo: remove them by name, at the address on record (which closes the connections that hang).
import type { BROKER_NAMES } from '../../pipeline/runtime/cluster.ts';
import {
  addToxic,
  isToxiproxyGone,
  listToxics,
  removeToxic,
  type ToxicSpec,
  toxicName,
} from '../drivers/toxiproxy.ts';
import type { Fault, FaultArgs } from '../fault.ts';
import { openSends } from '../probes/open-sends.ts';

/** A send without an answer for this long shows the cut: usually they take milliseconds. */
const WAITED_MS = 1_500;

function toxicsOf({ brokers, streams }: FaultArgs): ToxicSpec[] {
  return (brokers as (typeof BROKER_NAMES)[number][]).flatMap((proxy) =>
    (streams as ToxicSpec['stream'][]).map((stream) => ({
      proxy,
      type: 'timeout' as const,
      stream,
      toxicity: 1,
      attributes: { timeout: 0 },
    })),
  );
}

export const fault: Fault = {
  id: 'cut-clients',
  title: 'Clients are cut from brokers',
  async inject({ cluster }, { args, note }) {
    note({ url: cluster.toxiproxyUrl, cutAt: Date.now() });
    await Promise.all(toxicsOf(args).map((toxic) => addToxic(cluster.toxiproxyUrl, toxic)));
  },
  async observed(system, { args, notes }) {
    const live = await listToxics(String(notes.url));
    const wanted = toxicsOf(args);
    const there = wanted.filter((toxic) =>
      live.some(({ proxy, name }) => proxy === toxic.proxy && name === toxicName(toxic)),
    );
    const before = Date.now() - WAITED_MS;
    const waiting = openSends(system).filter(({ since }) => since < before).length;
    if (there.length < wanted.length || waiting === 0) return null;
    return {
      says: `${wanted.length} directions to ${(args.brokers as string[]).join(', ')} are cut, and ${waiting} sends have waited longer than ${WAITED_MS} ms`,
      facts: { ...notes, waiting },
    };
  },
  async undo({ args, notes }) {
    if (typeof notes.url !== 'string') return false;
    try {
      const url = notes.url;
      await Promise.all(toxicsOf(args).map((toxic) => removeToxic(url, toxic.proxy, toxicName(toxic))));
      return true;
    } catch (error) {
      if (isToxiproxyGone(error)) return false;
      throw error;
    }
  },
};
