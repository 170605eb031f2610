// A fault made of one toxic on a broker's proxy. Proof: Toxiproxy lists it, and bytes went through that proxy while it was there.
// Undo: remove it by name, at the address on record; a Toxiproxy that is gone has no toxics left.
import {
  addToxic,
  listToxics,
  type ToxicSpec,
  type ToxicType,
  toxicName,
  undoToxics,
} from './drivers/toxiproxy.ts';
import type { Fault, FaultArgs } from './fault.ts';

export interface ToxicFault {
  id: string;
  title: string;
  type: ToxicType;
  /** Toxiproxy's attributes out of the fault's arguments. */
  attributes: (args: FaultArgs) => Record<string, number>;
}

function specOf({ type, attributes }: ToxicFault, args: FaultArgs): ToxicSpec {
  return {
    proxy: String(args.broker),
    type,
    stream: args.stream === 'upstream' ? 'upstream' : 'downstream',
    toxicity: typeof args.toxicity === 'number' ? args.toxicity : 1,
    attributes: attributes(args),
  };
}

/** The fault of one kind of toxic. Its arguments: broker, stream, toxicity, and those of the kind. */
export function toxicFault(kind: ToxicFault): Fault {
  return {
    id: kind.id,
    title: kind.title,
    async inject(system, { args, note }) {
      const spec = specOf(kind, args);
      note({
        url: system.cluster.toxiproxyUrl,
        proxy: spec.proxy,
        toxic: toxicName(spec),
        addedAt: Date.now(),
      });
      await addToxic(system.cluster.toxiproxyUrl, spec);
    },
    async observed(system, { notes }) {
      const live = await listToxics(system.cluster.toxiproxyUrl);
      const ours = live.find(({ proxy, name }) => proxy === notes.proxy && name === notes.toxic);
      if (ours === undefined) return null;
      return { says: `Toxiproxy holds ${ours.type} on ${ours.proxy}`, facts: { ...notes } };
    },
    undo: ({ notes }) => undoToxics(notes.url, [{ proxy: String(notes.proxy), name: String(notes.toxic) }]),
  };
}
