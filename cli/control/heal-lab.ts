// What `heal` means while a lab runs: every fault on record undone, every stopped part of the cluster running again.
import { NODE_NAMES } from '../../pipeline/runtime/cluster.ts';
import { healFaults } from './scenario-job.ts';
import type { Session } from './session.ts';

/** Heals a running lab and says what it did, a line each. Idempotent. */
export async function healLab(session: Session): Promise<string> {
  const { cluster, stateDir } = session;
  const lines = [await healFaults(stateDir)];
  for (const node of NODE_NAMES) {
    if (!cluster.isRunning(node)) {
      await cluster.start(node);
      lines.push(`${node}: started again`);
    } else if (cluster.isPaused(node)) {
      await cluster.resume(node);
      lines.push(`${node}: resumed`);
    }
    if ((await cluster.isConnected?.(node)) === false) {
      await cluster.connect?.(node);
      lines.push(`${node}: back on the network`);
    }
  }
  return lines.join('\n');
}
