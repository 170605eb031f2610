// lose-log-directory: the broker that leads a partition is killed and every partition in its log directory is deleted, as when a disk
// is replaced; its identity stays. Proof: the process is gone and so is the partition's folder, which held bytes before. Undo: start the
// broker; what it had is gone for good, so it must come from its replicas. (The topic must be no other run's.)
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brokerNamed, goneNodes, killNodes, ledPartition, reviveNodes } from '../drivers/nodes.ts';
import type { Fault } from '../fault.ts';

/** `<topic>-<partition>`; the cluster's own metadata is the controller's to keep. */
const PARTITION_FOLDER = /^(?!__cluster_metadata).+-\d+$/;

function bytesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  const logs = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return logs.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

export const fault: Fault = {
  id: 'lose-log-directory',
  title: 'A broker loses its log directory',
  async inject(system, injection) {
    const partition = Number(injection.args.partition);
    const name = brokerNamed((await ledPartition(system, partition)).leader);
    const dataDir = system.cluster.brokers.find((one) => one.name === name)?.dataDir;
    if (dataDir === undefined) return;
    const folder = join(dataDir, `${system.run.spec.topic}-${partition}`);
    await killNodes(system, [name], injection);
    injection.note({ broker: name, folder, lostBytes: bytesIn(folder) });
    for (const entry of readdirSync(dataDir).filter((one) => PARTITION_FOLDER.test(one)))
      rmSync(join(dataDir, entry), { recursive: true, force: true });
  },
  async observed(system, { notes }) {
    const lost = Number(notes.lostBytes) > 0 && !existsSync(String(notes.folder));
    if (goneNodes(system, notes).length === 0 || !lost) return null;
    return {
      says: `${notes.broker} is gone, and with its log directory ${notes.lostBytes} bytes of one partition`,
      facts: { ...notes },
    };
  },
  undo: ({ notes }, reach) => reviveNodes(reach, notes),
};
