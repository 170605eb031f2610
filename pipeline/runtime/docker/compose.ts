// Docker Compose v2: found or its absence explained, and the containers of docker-compose.yml made (not started) for one lab. Called as a program:
// testcontainers' own Compose client answers a failed start by removing the volumes, and with them Kafka's data.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LakequakeError } from '../../contract/errors.ts';
import { BROKER_NAMES, NODE_NAMES } from '../cluster.ts';
import type { ClusterIdentity } from '../nodes/cluster-identity.ts';
import { type Engine, engineGone } from './engine.ts';

const execute = promisify(execFile);

const COMPOSE_FILE = join(dirname(fileURLToPath(import.meta.url)), '../../../docker-compose.yml');

const WITHIN_MS = 120_000;
/** A download of the images over a slow line. */
const PULL_WITHIN_MS = 600_000;

export interface ComposeLab {
  project: string;
  /** Absolute folder with a folder per node. */
  nodesDir: string;
  identity: ClusterIdentity;
}

/** Compose's version. Throws LakequakeError `tool-missing` when the docker program or its plugin is not there, or is of version 1. */
export async function requireCompose(): Promise<string> {
  const version = await execute('docker', ['compose', 'version', '--short'], { timeout: 10_000 }).then(
    ({ stdout }) => stdout.trim().replace(/^v/, ''),
    (cause: Error & { code?: unknown }) => {
      const missing =
        cause.code === 'ENOENT' ? 'the docker program is not on the PATH' : 'Docker has no Compose';
      throw new LakequakeError('tool-missing', `${missing}; the docker runtime needs Compose 2`, {
        hint: 'Install the Compose plugin: https://docs.docker.com/compose/install/',
        cause,
      });
    },
  );
  if (Number.parseInt(version, 10) >= 2) return version;
  throw new LakequakeError('tool-missing', `found Compose ${version}; the docker runtime needs Compose 2`, {
    hint: 'Install the Compose plugin: https://docs.docker.com/compose/install/',
  });
}

/** The variables of docker-compose.yml. */
function variablesOf({ nodesDir, identity: { clusterId, ports } }: ComposeLab): NodeJS.ProcessEnv {
  const perBroker = BROKER_NAMES.flatMap((name, index) => [
    [`LAKEQUAKE_PORT_PROXY_${index + 1}`, String(ports.brokers[name].proxy)],
    [`LAKEQUAKE_PORT_CLIENT_${index + 1}`, String(ports.brokers[name].client)],
  ]);
  return {
    ...process.env,
    ...Object.fromEntries(perBroker),
    LAKEQUAKE_CLUSTER_ID: clusterId,
    LAKEQUAKE_NODES: nodesDir,
    LAKEQUAKE_PORT_CONTROLLER: String(ports.controller),
    LAKEQUAKE_PORT_TOXIPROXY: String(ports.toxiproxy),
    // Nobody comes there: the app is not among the five. Any free port will do.
    LAKEQUAKE_PORT_APP: '0',
    // Readiness is read from the logs; asking each second, in five containers, would cost more than it tells.
    LAKEQUAKE_HEALTH_INTERVAL: '1h',
  };
}

/** Runs Compose on the lab's project; what it prints to standard output. */
async function compose(lab: ComposeLab, args: string[], timeout: number): Promise<string> {
  const { stdout } = await execute('docker', ['compose', '-p', lab.project, '-f', COMPOSE_FILE, ...args], {
    env: variablesOf(lab),
    timeout,
  });
  return stdout;
}

/** Fetches the images that are not here. Throws LakequakeError `tool-missing` naming the one that cannot be had. */
export async function requireImages(engine: Engine, onProgress: (step: string) => void): Promise<void> {
  const { stdout } = await execute('docker', ['compose', '-f', COMPOSE_FILE, 'config', '--images'], {
    timeout: WITHIN_MS,
  });
  const images = new Set(stdout.split('\n').filter(Boolean));
  for (const image of images) {
    const here = await engine.container.dockerode
      .getImage(image)
      .inspect()
      .then(
        () => true,
        () => false,
      );
    if (here) continue;
    onProgress(`fetching the image ${image} (once)`);
    await execute('docker', ['pull', '--quiet', image], { timeout: PULL_WITHIN_MS }).catch((cause: Error) => {
      throw new LakequakeError('tool-missing', `the image ${image} is not here and could not be fetched`, {
        hint: `Run \`docker pull ${image}\` to see why, then start again.`,
        cause,
      });
    });
  }
}

/** Makes the containers of the five nodes, their network and volumes; starts nothing. */
export async function createContainers(lab: ComposeLab): Promise<void> {
  try {
    await compose(lab, ['create', '--pull', 'never', '--force-recreate', ...NODE_NAMES], WITHIN_MS);
  } catch (cause) {
    const output = String((cause as { stderr?: string }).stderr ?? '');
    if (/Cannot connect to the Docker daemon|error during connect/.test(output)) throw engineGone(cause);
    const said = output.trim().split('\n').at(-1) || (cause as Error).message;
    throw new LakequakeError('component-failed', `Compose could not make the containers: ${said}`, {
      hint: 'Run `npx lakequake down`, then start again.',
      cause,
    });
  }
}
