// reset-connections: the connections to one broker are reset while sends are open, several times. `lose: answers` swallows what the broker
// says (it has written the records, and nobody hears of it), `lose: requests` what it is told, `lose: either` each in turn.
// Proof: sends of the ledger that were open over a reset and, for lost answers, records that the broker itself (asked around the proxy)
// holds although no answer came. Undo: remove both toxics by name; a Toxiproxy that is gone has none left.
import { type AroundProxies, aroundProxies } from '../drivers/around-proxies.ts';
import type { OpenSend } from '../drivers/ledger-tail.ts';
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
import { openSends } from '../probes/open-sends.ts';

interface Args {
  broker: string;
  /** How often. */
  rounds: number;
  /** From the first swallowed byte to the reset, ms; below the client's own timeouts. */
  heldMs: number;
  lose: 'answers' | 'requests' | 'either';
  /** Until the client has given those sends up, every new connection is reset too; otherwise one reset a round. */
  untilGivenUp?: boolean;
}

interface Strike {
  lost: 'answers' | 'requests';
  openSends: number;
  /** Records the broker has written whose answer was swallowed. */
  writtenUnanswered: number;
}

const STREAMS = ['downstream', 'upstream'] as const;
const argsOf = (args: FaultArgs): Args => args as unknown as Args;

function resetOf(broker: string, stream: (typeof STREAMS)[number], heldMs: number): ToxicSpec {
  return { proxy: broker, type: 'reset_peer', stream, toxicity: 1, attributes: { timeout: heldMs } };
}

/** Either may be there when a run ends in the midst. */
const resetsOf = ({ broker, heldMs }: Args): ToxicSpec[] =>
  STREAMS.map((stream) => resetOf(broker, stream, heldMs));

/** Records of these partitions that the broker holds and the source has no answer for. */
async function unanswered(system: System, around: AroundProxies, partitions: ReadonlySet<number>) {
  const ends = await around.ends();
  system.ledger.poll();
  return [...partitions].reduce(
    (sum, p) => sum + Math.max(0, Number(ends[p] ?? 0) - (system.ledger.ackedEnd(p) ?? 0)),
    0,
  );
}

async function strike(system: System, around: AroundProxies, args: Args, round: number): Promise<Strike> {
  const { broker, heldMs, lose, untilGivenUp = false } = args;
  const lost = lose === 'either' ? (round % 2 === 0 ? 'answers' : 'requests') : lose;
  const { id } = system.cluster.brokers.find(({ name }) => name === broker)!;
  const led = ledPartitions(system, id);
  const toxic = resetOf(broker, lost === 'answers' ? 'downstream' : 'upstream', heldMs);
  await addToxic(system.cluster.toxiproxyUrl, toxic);
  const addedAt = Date.now();
  const unheard = (ms: number) =>
    sendsTo(led, openSends(system)).filter(({ since }) => Math.max(since, addedAt) <= Date.now() - ms);
  await untilOrDeadline(() => unheard(heldMs * 0.6).length > 0);
  const struck = unheard(heldMs * 0.3);
  const partitions = partitionsOf(struck);
  const written = lost === 'answers' ? await unanswered(system, around, partitions) : 0;
  const ends = new Map([...partitions].map((p) => [p, system.ledger.ackedEnd(p) ?? 0]));
  if (untilGivenUp) await untilOrDeadline(() => areAnswered(struck, openSends(system)));
  // Returns when the connections that swallowed something have been reset.
  await removeToxic(system.cluster.toxiproxyUrl, broker, toxicName(toxic));
  // The next round begins when every one of those partitions has moved on.
  await untilOrDeadline(
    () =>
      areAnswered(struck, openSends(system)) &&
      [...ends].every(([p, end]) => (system.ledger.ackedEnd(p) ?? 0) > end),
  );
  return { lost, openSends: struck.length, writtenUnanswered: written };
}

const areAnswered = (struck: readonly OpenSend[], open: readonly OpenSend[]) =>
  open.every(({ batch }) => !struck.some((send) => send.batch === batch));
const partitionsOf = (sends: readonly OpenSend[]) => new Set(sends.map(({ partition }) => partition));

export const fault: Fault = {
  id: 'reset-connections',
  title: 'Connections to a broker are reset while sends are open',
  async inject(system, { args, note }) {
    const { rounds } = argsOf(args);
    note({ url: system.cluster.toxiproxyUrl });
    const around = await aroundProxies(system);
    const strikes: Strike[] = [];
    try {
      for (let round = 0; round < rounds; round++) {
        strikes.push(await strike(system, around, argsOf(args), round));
        note({ strikes });
      }
    } finally {
      await around.close();
    }
  },
  async observed(_system, { args, notes }) {
    const { broker, lose } = argsOf(args);
    const strikes = (notes.strikes ?? []) as Strike[];
    const sum = (key: 'openSends' | 'writtenUnanswered') => strikes.reduce((n, one) => n + one[key], 0);
    const struck = strikes.filter(({ openSends }) => openSends > 0).length;
    if (struck === 0 || (lose !== 'requests' && sum('writtenUnanswered') === 0)) return null;
    const unheard =
      lose === 'requests' ? '' : `; ${sum('writtenUnanswered')} records were written and never answered for`;
    return {
      says: `connections to ${broker} were reset ${struck} times over ${sum('openSends')} open sends${unheard}`,
      facts: { strikes },
    };
  },
  undo: ({ args, notes }) => undoToxics(notes.url, resetsOf(argsOf(args)).map(toxicPlace)),
};
