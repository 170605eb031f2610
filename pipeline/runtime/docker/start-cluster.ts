// Starts the cluster in containers: those of docker-compose.yml, on free ports of loopback, with node files of this state folder. The caller holds the
// state folder (open-state.ts), which has ended the containers of an earlier session; the guardian ends ours if this process dies.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE } from '../../contract/run-spec.ts';
import { type Cluster, DEFAULT_CLUSTER_SETTINGS, NODE_NAMES, type NodeName } from '../cluster.ts';
import { clusterFolder, loadIdentity } from '../nodes/cluster-identity.ts';
import { propertiesText } from '../nodes/node-properties.ts';
import type { StartClusterOptions } from '../nodes/start-options.ts';
import { attachCluster, attachedProject } from './attach-cluster.ts';
import { type ComposeLab, createContainers, requireCompose, requireImages } from './compose.ts';
import { recordContainers } from './containers-record.ts';
import { dockerCluster } from './docker-cluster.ts';
import { openEngine } from './engine.ts';
import { endContainers, projectOf } from './lab-containers.mjs';
import { containerProperties, nodeFiles } from './node-files.ts';

/** Starts everything and resolves when all brokers are registered and unfenced. What was started is stopped again when one fails. */
export async function startCluster(options: StartClusterOptions): Promise<Cluster> {
  const project = attachedProject();
  return project === undefined ? startContainers(options) : attachCluster(project, options);
}

async function startContainers({
  book: { stateDir, session },
  settings: changed,
  onProgress = () => {},
}: StartClusterOptions): Promise<Cluster> {
  const engine = await openEngine();
  await requireCompose();
  const settings = { ...DEFAULT_CLUSTER_SETTINGS, ...changed };
  // Before the folder becomes one of this runtime.
  await requireImages(engine, onProgress);
  const identity = await loadIdentity(stateDir, 'docker');
  const nodesDir = clusterFolder(stateDir);
  const lab: ComposeLab = { project: projectOf(stateDir), nodesDir, identity };
  writeNodeFiles(nodesDir, nodeFiles(identity.ports, settings));
  mkdirSync(join(stateDir, STATE.logs), { recursive: true });
  onProgress('making the containers');
  recordContainers(stateDir, session, new Map());
  await createContainers(lab);
  const cluster = await dockerCluster(engine, {
    project: lab.project,
    identity,
    logDir: join(stateDir, STATE.logs),
    onChange: (nodes) => recordContainers(stateDir, session, nodes),
    prepare: (name, over) => {
      if (name === 'toxiproxy') return;
      // Of a key that stands twice the last one counts.
      const text = containerProperties(name, identity.ports, settings) + propertiesText(over);
      writeFileSync(join(nodesDir, name, 'server.properties'), text);
    },
    afterStop: async () => {
      await endContainers(stateDir, { session });
    },
  });
  onProgress('starting a Kafka controller, three brokers and Toxiproxy in containers');
  try {
    await startAll(cluster, NODE_NAMES);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

/** All at once; when one fails the others are waited for, so that nothing starts while it is being stopped. */
async function startAll(cluster: Cluster, names: readonly NodeName[]): Promise<void> {
  const starts = await Promise.allSettled(names.map((name) => cluster.start(name)));
  for (const start of starts) if (start.status === 'rejected') throw start.reason;
}

function writeNodeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
