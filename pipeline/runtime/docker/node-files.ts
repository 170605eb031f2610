// The files the containers are given: each Kafka node's server.properties and logging, Toxiproxy's proxies. Pure. The properties are the embedded
// runtime's own, with other names for the hosts; docker/nodes holds them for the default ports, so that `docker compose up` needs
// nothing else (test/unit/runtime/compose-file.test.ts keeps that folder in step).
import { BROKER_NAMES, type BrokerName, type ClusterSettings } from '../cluster.ts';
import { brokerProperties, controllerProperties, type Hosts } from '../nodes/node-properties.ts';
import type { ClusterPorts } from '../nodes/ports.ts';

/** Kafka's folder inside a container; a named volume. */
export const DATA_DIR = '/var/lib/kafka/data';
/** Where Toxiproxy's API listens inside its container. */
export const TOXIPROXY_PORT = 8474;
/** Cluster id of `docker compose up` alone. */
export const DEFAULT_CLUSTER_ID = 'bGFrZXF1YWtlLWxhYi0wMQ';

const number = (name: BrokerName): number => BROKER_NAMES.indexOf(name) + 1;

/** What the compose file publishes unless told otherwise. */
export const DEFAULT_PORTS: ClusterPorts = {
  controller: 29090,
  toxiproxy: 28474,
  brokers: Object.fromEntries(
    BROKER_NAMES.map((name) => [
      name,
      { proxy: 19090 + number(name), client: 29090 + number(name), internal: 39090 + number(name) },
    ]),
  ) as ClusterPorts['brokers'],
};

/** Nodes of one network, which find each other by name. */
export const CONTAINER_HOSTS: Hosts = {
  listen: '0.0.0.0',
  controller: 'controller',
  broker: (name) => name,
};

/** A Kafka node's server.properties. */
export function containerProperties(
  node: 'controller' | BrokerName,
  ports: ClusterPorts,
  settings: ClusterSettings,
): string {
  return node === 'controller'
    ? controllerProperties(ports, settings, DATA_DIR, CONTAINER_HOSTS)
    : brokerProperties(node, ports, settings, DATA_DIR, CONTAINER_HOSTS);
}

/** All files, by their path below the folder of node files. */
export function nodeFiles(ports: ClusterPorts, settings: ClusterSettings): Record<string, string> {
  const kafka = (['controller', ...BROKER_NAMES] as const).flatMap((node) => [
    [`${node}/server.properties`, containerProperties(node, ports, settings)],
    [`${node}/log4j2.yaml`, logging(node)],
  ]);
  const proxies = BROKER_NAMES.map((name) => ({
    name,
    listen: `0.0.0.0:${ports.brokers[name].proxy}`,
    upstream: `${name}:${ports.brokers[name].client}`,
    enabled: true,
  }));
  return {
    ...Object.fromEntries(kafka),
    'toxiproxy/proxies.json': `${JSON.stringify(proxies, null, 2)}\n`,
  };
}

/** The same lines as the embedded nodes write (embedded/log4j2.properties), on standard output. */
function logging(node: string): string {
  const quiet = [
    'org.apache.kafka.common.config.AbstractConfig',
    'kafka.server.KafkaConfig',
    'org.apache.kafka.common.utils.AppInfoParser',
  ];
  return `# Times in UTC, so that all logs merge by sorting; without the whole configuration at every start.
Configuration:
  Appenders:
    Console:
      name: STDOUT
      PatternLayout:
        pattern: "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC} %-5p ${node} [%c{1}] %m%n"
  Loggers:
    Root:
      level: INFO
      AppenderRef:
        - ref: STDOUT
    Logger:
${quiet.map((name) => `      - name: ${name}\n        level: WARN\n`).join('')}`;
}
