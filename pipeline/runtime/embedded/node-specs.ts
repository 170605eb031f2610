// How each node of the embedded cluster is run: program, arguments, ports and files. Writes a Kafka node's properties, nothing else.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from '../../contract/run-spec.ts';
import { BROKER_NAMES, type BrokerName, type ClusterSettings, type NodeName } from '../cluster.ts';
import { type ClusterIdentity, clusterFolder } from '../nodes/cluster-identity.ts';
import { brokerProperties, controllerProperties, propertiesText } from '../nodes/node-properties.ts';
import type { Tools } from '../tools.ts';
import { javaArguments } from './jvm.ts';
import type { NodeSpec } from './node-process.ts';

export interface Embedded {
  stateDir: string;
  settings: ClusterSettings;
  identity: ClusterIdentity;
  tools: Tools;
}

export type KafkaNode = 'controller' | BrokerName;
export const KAFKA_NODES: readonly KafkaNode[] = ['controller', ...BROKER_NAMES];

/** Largest heap of a node's JVM. */
export const HEAP_MB = { controller: 96, broker: 256 };

/** A node's log file (absolute). */
export const logFileOf = (stateDir: string, name: NodeName): string =>
  join(stateDir, STATE.logs, `${name}.log`);

/** A Kafka node's data folder. */
export const dataDirOf = (stateDir: string, name: KafkaNode): string =>
  join(clusterFolder(stateDir), name, 'data');

/** A Kafka node's server.properties for a given data folder. */
export function propertiesOf({ identity, settings }: Embedded, name: KafkaNode, dataDir: string): string {
  return name === 'controller'
    ? controllerProperties(identity.ports, settings, dataDir)
    : brokerProperties(name, identity.ports, settings, dataDir);
}

/** How to run the node; the properties file is written anew, so changed settings hold from the next start. */
export function nodeSpec(
  embedded: Embedded,
  name: NodeName,
  properties: Readonly<Record<string, string>> = {},
): NodeSpec {
  const logFile = logFileOf(embedded.stateDir, name);
  mkdirSync(join(embedded.stateDir, STATE.logs), { recursive: true });
  return name === 'toxiproxy'
    ? toxiproxySpec(embedded, logFile)
    : kafkaSpec(embedded, name, logFile, properties);
}

function kafkaSpec(
  embedded: Embedded,
  name: KafkaNode,
  logFile: string,
  over: Readonly<Record<string, string>>,
): NodeSpec {
  const { stateDir, tools, identity } = embedded;
  const folder = join(clusterFolder(stateDir), name);
  const properties = join(folder, 'server.properties');
  mkdirSync(folder, { recursive: true });
  // Of a key that stands twice the last one counts.
  writeFileSync(properties, propertiesOf(embedded, name, dataDirOf(stateDir, name)) + propertiesText(over));
  const role = name === 'controller' ? 'controller' : 'broker';
  const ports = identity.ports;
  return {
    name,
    role,
    program: tools.javaPath,
    args: javaArguments(tools, { node: name, heapMb: HEAP_MB[role], logFile }, 'kafka.Kafka', [properties]),
    ports:
      name === 'controller' ? [ports.controller] : [ports.brokers[name].client, ports.brokers[name].internal],
    logFile,
    outFile: logFile.replace(/\.log$/, '.out'),
  };
}

function toxiproxySpec({ tools, identity }: Embedded, logFile: string): NodeSpec {
  const port = identity.ports.toxiproxy;
  return {
    name: 'toxiproxy',
    role: 'toxiproxy',
    program: tools.toxiproxyPath,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    ports: [port, ...BROKER_NAMES.map((name) => identity.ports.brokers[name].proxy)],
    logFile,
    outFile: logFile,
  };
}
