// The nodes of an embedded cluster as others see them: names, ports and log files, with the pid of the moment.
import { BROKER_NAMES, type BrokerNode, type ClusterNode, type NodeName } from '../cluster.ts';
import type { ProcessInstance } from '../instance.ts';
import { brokerId, LOOPBACK_HOSTS } from '../nodes/node-properties.ts';
import { startTimeOf } from '../process-identity.mjs';
import type { NodeProcess } from './node-process.ts';
import { dataDirOf, type Embedded, logFileOf } from './node-specs.ts';

/** Live views: `pid` follows restarts. */
export function describeNodes(
  { stateDir, identity }: Embedded,
  nodes: ReadonlyMap<NodeName, NodeProcess>,
): { controller: ClusterNode; toxiproxy: ClusterNode; brokers: BrokerNode[] } {
  const pidOf = (name: NodeName): number | undefined => {
    const node = nodes.get(name);
    return node?.running ? node.pid : undefined;
  };
  const instanceOf = (name: NodeName): ProcessInstance | undefined => {
    const pid = pidOf(name);
    return pid === undefined ? undefined : { pid, startTime: startTimeOf(pid) ?? null };
  };
  const plain = (name: NodeName): ClusterNode => ({
    name,
    logFile: logFileOf(stateDir, name),
    get pid() {
      return pidOf(name);
    },
    get instance() {
      return instanceOf(name);
    },
  });
  const brokers = BROKER_NAMES.map((name): BrokerNode => {
    const { proxy, client, internal } = identity.ports.brokers[name];
    return {
      name,
      logFile: logFileOf(stateDir, name),
      id: brokerId(name),
      proxyName: name,
      proxyPort: proxy,
      clientPort: client,
      internalPort: internal,
      internalHost: LOOPBACK_HOSTS.broker(name),
      disk: { folder: dataDirOf(stateDir, name) },
      get pid() {
        return pidOf(name);
      },
      get instance() {
        return instanceOf(name);
      },
    };
  });
  return { controller: plain('controller'), toxiproxy: plain('toxiproxy'), brokers };
}
