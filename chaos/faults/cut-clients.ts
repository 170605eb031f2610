// cut-clients: nothing passes between clients and some brokers any more, in one direction or both, and no connection is closed; the
// brokers still reach each other. Proof: Toxiproxy lists the toxics, and sends had to wait much longer than they ever do. Undo: remove them by name, at the address on record (which closes the connections that hang).
import type { BROKER_NAMES } from '../../pipeline/runtime/cluster.ts';
import type { System } from '../drivers/system.ts';
import {
  addToxic,
  listToxics,
  type ToxicSpec,
  toxicName,
  toxicPlace,
  undoToxics,
} from '../drivers/toxiproxy.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, FaultArgs } from '../fault.ts';
import { sendsOpenFor } from '../probes/open-sends.ts';

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

const waitingSends = (system: System): number => sendsOpenFor(system, WAITED_MS).length;

export const fault: Fault = {
  id: 'cut-clients',
  title: 'Clients are cut from brokers',
  async inject(system, { args, note }) {
    const { cluster } = system;
    note({ url: cluster.toxiproxyUrl, cutAt: Date.now() });
    await Promise.all(toxicsOf(args).map((toxic) => addToxic(cluster.toxiproxyUrl, toxic)));
    // Now: once a send has run out of time it is open no more.
    await untilOrDeadline(() => waitingSends(system) > 0);
    note({ waiting: waitingSends(system) });
  },
  async observed(_system, { args, notes }) {
    const live = await listToxics(String(notes.url));
    const wanted = toxicsOf(args);
    const there = wanted.filter((toxic) =>
      live.some(({ proxy, name }) => proxy === toxic.proxy && name === toxicName(toxic)),
    );
    if (there.length < wanted.length || Number(notes.waiting) === 0) return null;
    return {
      says: `${wanted.length} directions to ${(args.brokers as string[]).join(', ')} are cut, and ${notes.waiting} sends waited longer than ${WAITED_MS} ms`,
      facts: { ...notes },
    };
  },
  undo: ({ args, notes }) => undoToxics(notes.url, toxicsOf(args).map(toxicPlace)),
};
