// The cluster in containers, as everybody else sees a cluster: nodes by name, started, killed, paused, taken off the network one by one. What
// Compose made is found by its labels; nothing here is found by an image or a container's name.
import { join } from 'node:path';
import { LakequakeError } from '../../contract/errors.ts';
import { until } from '../../contract/until.ts';
import {
  BROKER_NAMES,
  type BrokerName,
  type BrokerNode,
  type Cluster,
  type DiskPlace,
  NODE_NAMES,
  type NodeExit,
  type NodeName,
} from '../cluster.ts';
import type { ContainerInstance } from '../instance.ts';
import type { ClusterIdentity } from '../nodes/cluster-identity.ts';
import { untilKafkaReady } from '../nodes/kafka-ready.ts';
import { type LogMark, markLog } from '../nodes/log-mark.ts';
import { brokerId } from '../nodes/node-properties.ts';
import { untilToxiproxyAnswers } from '../nodes/toxiproxy-ready.ts';
import { type ContainerNode, containerNode } from './container-node.ts';
import { type Container, type Engine, engineGone, onEngine } from './engine.ts';
import { labNetwork, type NetworkPlugs } from './network-plugs.ts';
import { CONTAINER_HOSTS, DATA_DIR } from './node-files.ts';
import { nodeMemory } from './node-memory.ts';

export interface DockerClusterOptions {
  project: string;
  identity: ClusterIdentity;
  /** Absolute. */
  logDir: string;
  onChange: (nodes: ReadonlyMap<NodeName, ContainerNode>) => void;
  /** Writes what the node reads at its start, with `over` above its own properties. */
  prepare: (node: NodeName, over: Readonly<Record<string, string>>) => void;
  afterStop: () => Promise<void>;
  /** The containers run already: they are followed, not started. */
  adopt?: boolean;
}

const READY_DEADLINE_MS = 90_000;
const GRACE_MS = 5_000;

/** The made containers of a project as a cluster; nothing is started yet. */
export async function dockerCluster(engine: Engine, options: DockerClusterOptions): Promise<Cluster> {
  const { project, identity, logDir } = options;
  const listeners = new Set<(exit: NodeExit) => void>();
  const nodes = new Map<NodeName, ContainerNode>();
  const logFileOf = (name: NodeName) => join(logDir, `${name}.log`);
  const changed = (exit?: NodeExit): void => {
    options.onChange(nodes);
    if (exit !== undefined) for (const listener of listeners) listener(exit);
  };
  const containers = await containersOf(engine, project);
  for (const [name, container] of containers)
    nodes.set(name, containerNode(container, { name, logFile: logFileOf(name) }, changed));
  if (options.adopt) await Promise.all([...nodes.values()].map((one) => one.adopt()));
  const { Config } = await containers.get('controller')!.inspect();
  const diskOf = (name: BrokerName): DiskPlace => ({
    folder: DATA_DIR,
    volume: { volume: `${project}_${name}`, image: Config.Image },
  });
  const plugs = await labNetwork(engine, project, containers);
  const node = (name: NodeName): ContainerNode => nodes.get(name)!;
  const toxiproxyUrl = `http://127.0.0.1:${identity.ports.toxiproxy}`;

  const start: Cluster['start'] = async (name, over = {}) => {
    if (node(name).running)
      throw new LakequakeError('already-running', `${name} is already running`, {
        hint: `Stop ${name} first.`,
      });
    options.prepare(name, over);
    const file = logFileOf(name);
    const mark = markLog({ logFile: file, outFile: file });
    await node(name).start();
    await untilReady(name, node(name), mark, toxiproxyUrl).catch((error: unknown) => {
      throw node(name).lost ? engineGone(error) : error;
    });
  };

  return {
    runtime: 'docker',
    ...describeContainers(identity, (name) => nodes.get(name)!.instance, { logFileOf, diskOf }),
    kill: async (name, signal = 'SIGKILL') => node(name).end(signal, GRACE_MS),
    start,
    pause: (name) => node(name).pause(),
    resume: (name) => node(name).resume(),
    disconnect: (name) => plugs.pull(name),
    connect: (name) => plugs.put(name),
    isConnected: (name) => plugs.isIn(name),
    memory: nodeMemory((name) => containers.get(name)!),
    isRunning: (name) => node(name).running,
    isPaused: (name) => node(name).paused,
    onExit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => stopAll(nodes, plugs, options),
  };
}

/** Brokers first: with the controller gone they could not leave in order. An engine that has gone has stopped them. */
async function stopAll(
  nodes: ReadonlyMap<NodeName, ContainerNode>,
  plugs: NetworkPlugs,
  { afterStop }: DockerClusterOptions,
): Promise<void> {
  const end = (name: NodeName) =>
    nodes
      .get(name)!
      .end('SIGTERM', GRACE_MS)
      .catch((error: unknown) => {
        if (!(error instanceof LakequakeError)) throw error;
      });
  await plugs.putAll();
  await Promise.all(BROKER_NAMES.map(end));
  await Promise.all([end('controller'), end('toxiproxy')]);
  await afterStop();
}

async function untilReady(name: NodeName, node: ContainerNode, mark: LogMark, url: string): Promise<void> {
  if (name !== 'toxiproxy') return untilKafkaReady(name, node, mark, READY_DEADLINE_MS);
  await untilToxiproxyAnswers(url, node, mark);
  const made = async () => {
    const answer = await fetch(`${url}/proxies`).then(
      (response) => response.json(),
      () => ({}),
    );
    return Object.keys(answer as object).length === BROKER_NAMES.length;
  };
  await until(made, { deadlineMs: 5_000, everyMs: 50, what: 'Toxiproxy to have its proxies' });
}

/** The container of each node, by Compose's labels. */
async function containersOf(engine: Engine, project: string): Promise<Map<NodeName, Container>> {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const found = await onEngine(() => engine.container.dockerode.listContainers({ all: true, filters }));
  const byService = new Map(found.map(({ Id, Labels }) => [Labels['com.docker.compose.service'], Id]));
  return new Map(
    NODE_NAMES.map((name) => {
      const id = byService.get(name);
      if (id === undefined)
        throw new LakequakeError(
          'not-running',
          `there is no container of ${name} in the project ${project}`,
          {
            hint: 'Run `npx lakequake down`, then start again.',
          },
        );
      return [name, engine.container.getById(id)];
    }),
  );
}

type Described =
  | 'clusterId'
  | 'bootstrap'
  | 'toxiproxyUrl'
  | 'controllerPort'
  | 'controller'
  | 'toxiproxy'
  | 'brokers';

/** Addresses and live views: `instance` follows restarts. */
export function describeContainers(
  { ports, clusterId }: ClusterIdentity,
  instanceOf: (name: NodeName) => ContainerInstance | undefined,
  { logFileOf, diskOf }: { logFileOf: (name: NodeName) => string; diskOf: (name: BrokerName) => DiskPlace },
): Pick<Cluster, Described> {
  const plain = <N extends NodeName>(name: N) => ({
    name,
    logFile: logFileOf(name),
    pid: undefined,
    get instance() {
      return instanceOf(name);
    },
  });
  const brokers = BROKER_NAMES.map((name): BrokerNode => {
    const { proxy, client, internal } = ports.brokers[name];
    // Not spread: the view must stay live.
    return Object.assign(plain(name), {
      id: brokerId(name),
      proxyName: name,
      proxyPort: proxy,
      clientPort: client,
      internalPort: internal,
      internalHost: CONTAINER_HOSTS.broker(name),
      disk: diskOf(name),
    });
  });
  return {
    clusterId,
    bootstrap: BROKER_NAMES.map((name) => `127.0.0.1:${ports.brokers[name].proxy}`),
    toxiproxyUrl: `http://127.0.0.1:${ports.toxiproxy}`,
    controllerPort: ports.controller,
    controller: plain('controller'),
    toxiproxy: plain('toxiproxy'),
    brokers,
  };
}
