// Starts the embedded cluster: a dedicated KRaft controller, three brokers and Toxiproxy as local processes on loopback.
// The caller holds the state folder (open-state.ts): lock taken, leftovers ended, guardian on watch.
import { LakequakeError } from '../../contract/errors.ts';
import {
  BROKER_NAMES,
  type Cluster,
  DEFAULT_CLUSTER_SETTINGS,
  NODE_NAMES,
  type NodeExit,
  type NodeName,
} from '../cluster.ts';
import { loadIdentity } from '../nodes/cluster-identity.ts';
import { untilKafkaReady } from '../nodes/kafka-ready.ts';
import { markLog } from '../nodes/log-mark.ts';
import type { StartClusterOptions } from '../nodes/start-options.ts';
import { untilToxiproxyAnswers } from '../nodes/toxiproxy-ready.ts';
import type { ProcessBook } from '../process-book.ts';
import { findTools } from '../tools.ts';
import { createProxies } from './create-proxies.ts';
import { describeNodes } from './describe-nodes.ts';
import { formatStorage } from './format-storage.ts';
import { type NodeProcess, spawnNode } from './node-process.ts';
import { dataDirOf, type Embedded, KAFKA_NODES, nodeSpec, propertiesOf } from './node-specs.ts';

const READY_DEADLINE_MS = 60_000;
const GRACE_MS = 3000;

/** Starts everything and resolves when all brokers are registered and unfenced. What was started is stopped again when one fails. */
export async function startCluster({
  book,
  settings,
  onProgress = () => {},
}: StartClusterOptions): Promise<Cluster> {
  const embedded: Embedded = {
    stateDir: book.stateDir,
    settings: { ...DEFAULT_CLUSTER_SETTINGS, ...settings },
    identity: await loadIdentity(book.stateDir),
    tools: findTools(),
  };
  onProgress('formatting Kafka storage');
  await Promise.all(KAFKA_NODES.map((name) => format(embedded, name)));
  const cluster = assemble(embedded, book);
  onProgress('starting a Kafka controller, three brokers and Toxiproxy');
  try {
    await Promise.all(NODE_NAMES.map((name) => cluster.start(name)));
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

function format(embedded: Embedded, node: (typeof KAFKA_NODES)[number]): Promise<void> {
  return formatStorage(embedded.tools, {
    node,
    dataDir: dataDirOf(embedded.stateDir, node),
    clusterId: embedded.identity.clusterId,
    propertiesFor: (dataDir) => propertiesOf(embedded, node, dataDir),
  });
}

function assemble(embedded: Embedded, book: ProcessBook): Cluster {
  const { ports, clusterId } = embedded.identity;
  const nodes = new Map<NodeName, NodeProcess>();
  const listeners = new Set<(exit: NodeExit) => void>();
  const toxiproxyUrl = `http://127.0.0.1:${ports.toxiproxy}`;
  const tell = (exit: NodeExit): void => {
    for (const listener of listeners) listener(exit);
  };
  const running = (name: NodeName): NodeProcess => {
    const node = nodes.get(name);
    if (node?.running) return node;
    throw new LakequakeError('not-running', `${name} is not running`, { hint: `Start ${name} first.` });
  };
  const start: Cluster['start'] = async (name, properties) => {
    if (nodes.get(name)?.running)
      throw new LakequakeError('already-running', `${name} is already running`, {
        hint: `Stop ${name} first.`,
      });
    const spec = nodeSpec(embedded, name, properties);
    const mark = markLog(spec);
    const node = spawnNode(spec, book, tell);
    nodes.set(name, node);
    if (name !== 'toxiproxy') return untilKafkaReady(name, node, mark, READY_DEADLINE_MS);
    await untilToxiproxyAnswers(toxiproxyUrl, node, mark);
    await createProxies(toxiproxyUrl, ports);
  };
  return {
    runtime: 'embedded',
    clusterId,
    bootstrap: BROKER_NAMES.map((name) => `127.0.0.1:${ports.brokers[name].proxy}`),
    toxiproxyUrl,
    controllerPort: ports.controller,
    ...describeNodes(embedded, nodes),
    kill: async (name, signal = 'SIGKILL') => nodes.get(name)?.end(signal, GRACE_MS),
    start,
    pause: async (name) => running(name).pause(),
    resume: async (name) => running(name).resume(),
    isRunning: (name) => nodes.get(name)?.running ?? false,
    isPaused: (name) => nodes.get(name)?.paused ?? false,
    onExit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      // Brokers first: with the controller gone they could not leave in order, and the next start would wait for their old sessions.
      const end = (name: NodeName) =>
        nodes.get(name)?.end('SIGTERM', name === 'controller' ? 1000 : GRACE_MS);
      await Promise.all(BROKER_NAMES.map(end));
      await Promise.all([end('controller'), end('toxiproxy')]);
    },
  };
}
