// reset-beside-slow: one broker answers slowly, and while its answer is awaited the connections to another are reset, its answers
// swallowed. A send that spans both has then one part that failed and one that is still open. Proof: such sends in the ledger, open over
// the reset on both brokers. Undo: remove both toxics by name; a Toxiproxy that is gone has none left.
import type { System } from '../drivers/system.ts';
import {
  addToxic,
  removeToxic,
  type ToxicSpec,
  toxicName,
  toxicPlace,
  undoToxics,
} from '../drivers/toxiproxy.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, FaultArgs } from '../fault.ts';
import { ledPartitions, sendsTo } from '../probes/leaders.ts';
import { openSends, sendsOpenFor } from '../probes/open-sends.ts';

interface Args {
  slow: string;
  reset: string;
  slowMs: number;
  /** From the first swallowed answer to the reset, ms. */
  heldMs: number;
  /** So many are wanted. */
  strikes: number;
  /** So many are tried for them: a call that the toxics find half answered blocks its round. */
  rounds: number;
}

const argsOf = (args: FaultArgs): Args => args as unknown as Args;
const toxicsOf = ({ slow, reset, slowMs, heldMs }: Args): { slowness: ToxicSpec; resets: ToxicSpec } => ({
  slowness: {
    proxy: slow,
    type: 'latency',
    stream: 'downstream',
    toxicity: 1,
    attributes: { latency: slowMs, jitter: 0 },
  },
  resets: {
    proxy: reset,
    type: 'reset_peer',
    stream: 'downstream',
    toxicity: 1,
    attributes: { timeout: heldMs },
  },
});

/** Sends open over the reset, to each of the two. */
interface Strike {
  slow: number;
  reset: number;
}

const struck = (strikes: readonly Strike[]): number =>
  strikes.filter(({ slow, reset }) => slow > 0 && reset > 0).length;

/** One round; tells how many sends to the slow broker and to the other were open over the reset. */
async function strike(system: System, args: Args): Promise<Strike> {
  const url = system.cluster.toxiproxyUrl;
  const { slowness, resets } = toxicsOf(args);
  const led = (name: string) =>
    ledPartitions(system, system.cluster.brokers.find((broker) => broker.name === name)!.id);
  const [ledBySlow, ledByReset] = [led(args.slow), led(args.reset)];
  await addToxic(url, resets);
  await addToxic(url, slowness);
  const addedAt = Date.now();
  // A send that was under way when the toxics came may block its partition, so that no later one is made there. Its answer was swallowed when it
  // is open for longer than the slow broker would keep it.
  const unheard = () => [
    ...sendsOpenFor(system, args.heldMs).filter(({ since }) => since >= addedAt),
    ...sendsOpenFor(system, args.heldMs + args.slowMs).filter(({ since }) => since < addedAt),
  ];
  await untilOrDeadline(() => sendsTo(ledByReset, unheard()).length > 0);
  // Returns when the connections that swallowed an answer have been reset.
  await removeToxic(url, args.reset, toxicName(resets));
  const open = unheard();
  // The slow broker has not yet answered these; of an older call it has.
  const fresh = open.filter(({ since }) => since >= addedAt);
  const found = { slow: sendsTo(ledBySlow, fresh).length, reset: sendsTo(ledByReset, open).length };
  const answered = () => openSends(system).every(({ batch }) => !open.some((send) => send.batch === batch));
  await untilOrDeadline(answered);
  await removeToxic(url, args.slow, toxicName(slowness));
  return found;
}

export const fault: Fault = {
  id: 'reset-beside-slow',
  title: 'Connections to one broker are reset while another is slow to answer',
  async inject(system, { args, note }) {
    note({ url: system.cluster.toxiproxyUrl });
    const strikes: Strike[] = [];
    for (let round = 0; round < argsOf(args).rounds && struck(strikes) < argsOf(args).strikes; round++) {
      strikes.push(await strike(system, argsOf(args)));
      note({ strikes });
    }
  },
  async observed(_system, { args, notes }) {
    const strikes = (notes.strikes ?? []) as Strike[];
    if (struck(strikes) === 0) return null;
    const says = `connections to ${args.reset} were reset ${struck(strikes)} times while sends to ${args.slow} were open too`;
    return { says, facts: { strikes } };
  },
  undo: ({ args, notes }) => undoToxics(notes.url, Object.values(toxicsOf(argsOf(args))).map(toxicPlace)),
};
