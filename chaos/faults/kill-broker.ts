// kill-broker: one broker goes as machines often go: its clients' link stalls for an instant, then the process is gone (SIGKILL). The
// stall (a toxic on its proxy; the other brokers still reach it) makes sure that a send it has not handled is open while the rest of
// that send is answered, whatever the machine's speed. Proof: the process's exit and, in the ledger, sends that were open at that
// moment. Undo: start it again, without the toxic. A broker of an ended session is started by the next one.
import type { BrokerName } from '../../pipeline/runtime/cluster.ts';
import { type Instance, instanceText } from '../../pipeline/runtime/instance.ts';
import type { OpenSend } from '../drivers/ledger-tail.ts';
import type { System } from '../drivers/system.ts';
import { addToxic, cutConnections, removeToxic, type ToxicSpec, toxicName } from '../drivers/toxiproxy.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, Injection } from '../fault.ts';
import { openSends } from '../probes/open-sends.ts';

const MAX_KILLS = 3;
/** A send open on the stalled broker for this long has been answered by the others: they take milliseconds. */
const STALLED_MS = 400;

/** What clients send to this broker waits longer than the broker lives. */
const stallOf = (proxy: BrokerName): ToxicSpec => ({
  proxy,
  type: 'latency',
  stream: 'upstream',
  toxicity: 1,
  attributes: { latency: 20_000, jitter: 0 },
});

function leads(system: System, brokerId: number, { partition }: OpenSend): boolean {
  const facts = system.watch.snapshot().cluster?.value.partitions.find((one) => one.partition === partition);
  return facts?.leader === brokerId;
}

/** Sends that have been open on this broker for a while and, at the same time, sends open on others. */
function strikes(system: System, brokerId: number, sends: OpenSend[]): boolean {
  const stalledSince = Date.now() - STALLED_MS;
  return (
    sends.some((send) => send.since <= stalledSince && leads(system, brokerId, send)) &&
    sends.some((send) => !leads(system, brokerId, send))
  );
}

async function kill(system: System, name: BrokerName): Promise<{ at: number; was: Instance | undefined }> {
  const broker = system.cluster.brokers.find((one) => one.name === name)!;
  await addToxic(system.cluster.toxiproxyUrl, stallOf(name));
  await untilOrDeadline(() => strikes(system, broker.id, openSends(system)));
  const [at, was] = [Date.now(), broker.instance];
  await system.cluster.kill(name);
  return { at, was };
}

/**
 * Without the stall. The links to the dead broker are cut first: Toxiproxy waits seconds for each one whose data nobody takes, which a
 * container that is gone never refuses, and gives up the whole request (503) when it has waited for five.
 */
async function startAgain({ cluster }: Pick<System, 'cluster'>, name: BrokerName): Promise<boolean> {
  if (!cluster.isRunning(name)) await cutConnections(cluster.toxiproxyUrl, name);
  await removeToxic(cluster.toxiproxyUrl, name, toxicName(stallOf(name)));
  if (cluster.isRunning(name)) return false;
  await cluster.start(name);
  return true;
}

/** Of the sends open when the kill was made, those still unanswered once the process was gone. */
function struck(system: System, at: number): OpenSend[] {
  system.ledger.poll();
  return system.ledger.openAt(at + 1);
}

export const fault: Fault = {
  id: 'kill-broker',
  title: 'A broker is killed (SIGKILL)',
  async inject(system, { args, note }) {
    const name = args.broker as BrokerName;
    for (let attempt = 1; attempt <= MAX_KILLS; attempt++) {
      const { at, was } = await kill(system, name);
      const open = struck(system, at);
      note({
        killedAt: at,
        was: was ?? null,
        attempt,
        open: open.map(({ batch, partition }) => ({ batch, partition })),
      });
      if (open.length > 1) return;
      if (attempt < MAX_KILLS) await startAgain(system, name);
    }
  },
  async observed(system, { args, notes }: Injection) {
    const open = (notes.open ?? []) as { partition: number }[];
    const partitions = new Set(open.map(({ partition }) => partition)).size;
    const gone = !system.cluster.isRunning(args.broker as BrokerName) && notes.was !== null;
    if (!gone || partitions < 2) return null;
    return {
      says: `${instanceText(notes.was as Instance)} (${args.broker}) is gone, and ${open.length} sends to ${partitions} partitions were unfinished`,
      facts: { ...notes },
    };
  },
  async undo({ args }, { system }) {
    const name = args.broker as BrokerName;
    if (system === undefined) return false;
    return startAgain(system, name);
  },
};
