// The server.properties of controller and brokers, pure. The cluster defaults stand in the controller's file as well as in the
// brokers': in Kafka 4, with eligible leader replicas, the controller's value counts and a broker's is ignored (measured).
import { BROKER_NAMES, type BrokerName, type ClusterSettings } from '../cluster.ts';
import type { ClusterPorts } from './ports.ts';

type Properties = Record<string, string | number | boolean>;

const CONTROLLER_ID = 100;
/** What clients are told: the proxies, always reached from this machine. */
const CLIENT_HOST = '127.0.0.1';

/** Where nodes listen and under which names they find each other. */
export interface Hosts {
  listen: string;
  controller: string;
  broker: (name: BrokerName) => string;
}

/** Processes of one machine. */
export const LOOPBACK_HOSTS: Hosts = {
  listen: '127.0.0.1',
  controller: '127.0.0.1',
  broker: () => '127.0.0.1',
};

/** Node id of a broker: the number in its name. */
export const brokerId = (name: BrokerName): number => BROKER_NAMES.indexOf(name) + 1;

/** The text of the controller's server.properties. */
export function controllerProperties(
  ports: ClusterPorts,
  settings: ClusterSettings,
  dataDir: string,
  hosts = LOOPBACK_HOSTS,
): string {
  return propertiesText({
    ...shared(ports, settings, hosts),
    'process.roles': 'controller',
    'node.id': CONTROLLER_ID,
    listeners: `CONTROLLER://${hosts.listen}:${ports.controller}`,
    'log.dirs': dataDir,
    'metadata.log.dir': dataDir,
  });
}

/** The text of a broker's server.properties. Clients are told the proxy's address, brokers talk to each other directly. */
export function brokerProperties(
  name: BrokerName,
  ports: ClusterPorts,
  settings: ClusterSettings,
  dataDir: string,
  hosts = LOOPBACK_HOSTS,
): string {
  const { proxy, client, internal } = ports.brokers[name];
  return propertiesText({
    ...shared(ports, settings, hosts),
    'process.roles': 'broker',
    'node.id': brokerId(name),
    listeners: `CLIENT://${hosts.listen}:${client},INTERNAL://${hosts.listen}:${internal}`,
    'advertised.listeners': `CLIENT://${CLIENT_HOST}:${proxy},INTERNAL://${hosts.broker(name)}:${internal}`,
    'inter.broker.listener.name': 'INTERNAL',
    'log.dirs': dataDir,
  });
}

function shared(ports: ClusterPorts, settings: ClusterSettings, hosts: Hosts): Properties {
  const { replicationFactor, minInsyncReplicas } = settings;
  return {
    'controller.quorum.voters': `${CONTROLLER_ID}@${hosts.controller}:${ports.controller}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT',
    'min.insync.replicas': minInsyncReplicas,
    'default.replication.factor': replicationFactor,
    'num.partitions': settings.numPartitions,
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'unclean.leader.election.interval.ms': 1000,
    'broker.session.timeout.ms': settings.brokerSessionTimeoutMs,
    'broker.heartbeat.interval.ms': Math.max(200, Math.floor(settings.brokerSessionTimeoutMs / 6)),
    'replica.lag.time.max.ms': settings.replicaLagTimeMs,
    // Leaders go home while a broker's return is still being watched, and not in the midst of whatever comes next.
    'leader.imbalance.check.interval.seconds': 5,
    // Retention is checked at once and every second, so that a lesson on it does not last half an hour.
    'log.retention.check.interval.ms': 1000,
    'log.initial.task.delay.ms': 500,
    'log.segment.bytes': 64 * 1024 * 1024,
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
    'group.min.session.timeout.ms': settings.groupMinSessionTimeoutMs,
    'group.initial.rebalance.delay.ms': 0,
    'offsets.topic.replication.factor': replicationFactor,
    'offsets.topic.num.partitions': 6,
    'transaction.state.log.replication.factor': replicationFactor,
    'transaction.state.log.min.isr': minInsyncReplicas,
    'transaction.state.log.num.partitions': 6,
    'share.coordinator.state.topic.replication.factor': replicationFactor,
    'share.coordinator.state.topic.min.isr': minInsyncReplicas,
    'share.coordinator.state.topic.num.partitions': 6,
    'num.network.threads': 2,
    'num.io.threads': 4,
  };
}

/** The text of a properties file. */
export function propertiesText(properties: Readonly<Properties>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escaped(String(value))}\n`)
    .join('');
}

/** A backslash would be read as an escape. */
const escaped = (value: string): string => value.replaceAll('\\', '\\\\');
