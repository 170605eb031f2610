// kill-broker: SIGKILL of one broker while sends that need it are unfinished on several partitions. Proof: the process's exit and, in the
// ledger, sends that were open at that moment. Undo: start it again. A broker of an ended session is started by the next one.
import type { BrokerName } from '../../pipeline/runtime/cluster.ts';
import type { OpenSend } from '../drivers/ledger-tail.ts';
import type { System } from '../drivers/system.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault, Injection } from '../fault.ts';
import { openSends } from '../probes/open-sends.ts';

const MAX_KILLS = 3;

function leads(system: System, brokerId: number, { partition }: OpenSend): boolean {
  const facts = system.watch.snapshot().cluster?.value.partitions.find((one) => one.partition === partition);
  return facts?.leader === brokerId;
}

/** Sends open on partitions of this broker and, at the same time, on others. */
function strikes(system: System, brokerId: number, sends: OpenSend[]): boolean {
  return (
    sends.some((send) => leads(system, brokerId, send)) &&
    sends.some((send) => !leads(system, brokerId, send))
  );
}

async function kill(system: System, name: BrokerName): Promise<{ at: number; pid: number | undefined }> {
  const broker = system.cluster.brokers.find((one) => one.name === name)!;
  await untilOrDeadline(() => strikes(system, broker.id, openSends(system)));
  const [at, pid] = [Date.now(), broker.pid];
  await system.cluster.kill(name);
  return { at, pid };
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
      const { at, pid } = await kill(system, name);
      const open = struck(system, at);
      note({
        killedAt: at,
        pid: pid ?? null,
        attempt,
        open: open.map(({ batch, partition }) => ({ batch, partition })),
      });
      if (open.length > 1) return;
      if (attempt < MAX_KILLS) await system.cluster.start(name);
    }
  },
  async observed(system, { args, notes }: Injection) {
    const open = (notes.open ?? []) as { partition: number }[];
    const partitions = new Set(open.map(({ partition }) => partition)).size;
    const gone = !system.cluster.isRunning(args.broker as BrokerName) && typeof notes.pid === 'number';
    if (!gone || partitions < 2) return null;
    return {
      says: `process ${notes.pid} (${args.broker}) is gone, and ${open.length} sends to ${partitions} partitions were unfinished`,
      facts: { ...notes },
    };
  },
  async undo({ args }, { system }) {
    const name = args.broker as BrokerName;
    if (system === undefined || system.cluster.isRunning(name)) return false;
    await system.cluster.start(name);
    return true;
  },
};
