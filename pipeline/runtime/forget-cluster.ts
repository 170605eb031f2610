// Forgets a state folder's Kafka, wherever its data lies: the folder, and volumes when it ran in containers. Stop the cluster first. Whoever forgets
// Kafka alone must know that no lake counts on it.
import { rmSync } from 'node:fs';
import { endContainers } from './docker/lab-containers.mjs';
import { clusterFolder } from './nodes/cluster-identity.ts';

export async function forgetCluster(stateDir: string): Promise<void> {
  await endContainers(stateDir, { volumes: true });
  rmSync(clusterFolder(stateDir), { recursive: true, force: true });
}
