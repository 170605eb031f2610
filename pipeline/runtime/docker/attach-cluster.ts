// The cluster of a lab that itself runs in a container of the same Compose project (profile app): Kafka and Toxiproxy are there already and stay. Whether
// it may act on their containers is the user's to say, by mounting the engine's socket; without it every such act is refused plainly.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../../contract/errors.ts';
import { STATE } from '../../contract/run-spec.ts';
import type { Cluster, NodeName } from '../cluster.ts';
import { type ClusterIdentity, saveIdentity } from '../nodes/cluster-identity.ts';
import type { StartClusterOptions } from '../nodes/start-options.ts';
import { recordContainers } from './containers-record.ts';
import { describeContainers, dockerCluster } from './docker-cluster.ts';
import { openEngine } from './engine.ts';
import { DEFAULT_CLUSTER_ID, DEFAULT_PORTS, TOXIPROXY_PORT } from './node-files.ts';

/** Set in the app's container only. */
export const attachedProject = (): string | undefined => process.env.LAKEQUAKE_COMPOSE_PROJECT;

/** In the network it shares with Toxiproxy. */
const IDENTITY: ClusterIdentity = {
  runtime: 'docker',
  clusterId: DEFAULT_CLUSTER_ID,
  ports: { ...DEFAULT_PORTS, toxiproxy: TOXIPROXY_PORT },
};

/** The running cluster of the project. Starts nothing, and ends nothing when it is stopped. */
export async function attachCluster(
  project: string,
  { book: { stateDir, session }, onProgress = () => {} }: StartClusterOptions,
): Promise<Cluster> {
  const logDir = join(stateDir, STATE.logs);
  mkdirSync(logDir, { recursive: true });
  saveIdentity(stateDir, IDENTITY);
  const engine = await openEngine().catch((error: unknown) => {
    if (error instanceof LakequakeError && error.code === 'tool-missing') return undefined;
    throw error;
  });
  if (engine === undefined) {
    onProgress('faults on containers are refused: the engine’s socket is not mounted');
    return untouchable(logDir);
  }
  const cluster = await dockerCluster(engine, {
    project,
    identity: IDENTITY,
    logDir,
    adopt: true,
    onChange: (nodes) => recordContainers(stateDir, session, nodes),
    prepare: (name, over) => {
      if (Object.keys(over).length > 0) throw refused(`${name} has the properties of the compose file alone`);
    },
    afterStop: async () => undefined,
  });
  return {
    ...cluster,
    controllerPort: undefined,
    // The app lives in Toxiproxy's network: it would end its own.
    kill: async (name, signal) => {
      if (name === 'toxiproxy') throw refused('the app shares Toxiproxy’s network and would lose it');
      await cluster.kill(name, signal);
    },
    stop: async () => undefined,
  };
}

function refused(because: string): LakequakeError {
  return new LakequakeError(
    'tool-missing',
    `this cannot be done from inside the app’s container: ${because}`,
    {
      hint: 'Run it on the host: `npx lakequake up --runtime docker`.',
    },
  );
}

/** Its nodes are taken for running: whether Kafka and Toxiproxy answer is seen by asking them. */
function untouchable(logDir: string): Cluster {
  const refuseNow = (): never => {
    throw new LakequakeError(
      'tool-missing',
      'the app may not touch containers: the engine’s socket is not mounted',
      {
        hint: 'Start it with LAKEQUAKE_SOCKET=/var/run/docker.sock (see docker-compose.yml).',
      },
    );
  };
  const refuse = async (): Promise<never> => refuseNow();
  return {
    ...describeContainers(IDENTITY, () => undefined, {
      logFileOf: (name: NodeName) => join(logDir, `${name}.log`),
      diskOf: () => ({ folder: '/nowhere' }),
    }),
    runtime: 'docker',
    controllerPort: undefined,
    refuse: refuseNow,
    kill: refuse,
    start: refuse,
    pause: refuse,
    resume: refuse,
    disconnect: refuse,
    memory: { of: refuse, squeeze: refuse, set: refuse },
    isRunning: () => true,
    isPaused: () => false,
    onExit: () => () => undefined,
    stop: async () => undefined,
  };
}
