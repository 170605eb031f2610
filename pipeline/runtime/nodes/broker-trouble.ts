// Why a broker of this state folder does not serve: from its process, its last start in the log, and the properties it runs with. Names the
// cause and whose it is: a port is another program's, a data folder or a listener the configuration's. Reads files only, and may
// run beside a lab. A broker that serves has no trouble.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from '../../contract/run-spec.ts';
import { BROKER_NAMES, type BrokerName } from '../cluster.ts';
import { readContainers } from '../docker/lab-containers.mjs';
import { recordedAlive } from '../process-book.ts';
import { type ClusterIdentity, clusterFolder, readIdentity } from './cluster-identity.ts';
import { portHolder } from './port-holder.ts';
import { START_REFUSED, type StartFailure, startFailureOf } from './start-failure.ts';

export interface BrokerTrouble {
  broker: BrokerName;
  cause: StartFailure | 'unreachable-address' | 'ended';
  /** Whose part it is to mend it. */
  owner: string;
  /** One sentence. */
  says: string;
  hint: string;
}

/** What the first line of every start says. */
const STARTS_OF_LOG = ['kafka.Log4jController', START_REFUSED];
/** How a broker says that it serves; after it, whatever ended the process was no failed start. */
const SERVES = 'Kafka Server started';

/** What is wrong with the brokers of a running lab; empty when all serve, or none of this state folder ever ran. */
export function brokerTroubles(stateDir: string): BrokerTrouble[] {
  const identity = readIdentity(stateDir);
  if (identity === undefined) return [];
  const containers = Object.entries(readContainers(stateDir)?.nodes ?? {});
  const alive = new Set([
    ...recordedAlive(stateDir).map(({ name }) => name),
    ...containers.filter(([, node]) => node !== null).map(([name]) => name),
  ]);
  return BROKER_NAMES.flatMap((broker) => {
    const trouble = alive.has(broker)
      ? (stuckStart(stateDir, broker, identity) ?? unreachable(stateDir, broker, identity))
      : failedStart(stateDir, broker, identity);
    return trouble === undefined ? [] : [trouble];
  });
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** What it logged since its last start began. */
function lastStartOf(stateDir: string, broker: BrokerName): string {
  const text = textOf(join(stateDir, STATE.logs, `${broker}.log`));
  return text.slice(Math.max(0, ...STARTS_OF_LOG.map((start) => text.lastIndexOf(start))));
}

/** It runs, has said why it cannot serve, and goes on trying for a minute: a refused registration is no end. */
function stuckStart(
  stateDir: string,
  broker: BrokerName,
  identity: ClusterIdentity,
): BrokerTrouble | undefined {
  const log = lastStartOf(stateDir, broker);
  const { id, says, hint } = startFailureOf(log);
  if (log === '' || log.includes(SERVES) || id === 'start-failed') return undefined;
  const owner = ownerOf(id, stateDir, broker, identity);
  return { broker, cause: id, owner, says: `${broker} cannot join: ${says} (owner: ${owner})`, hint };
}

function failedStart(stateDir: string, broker: BrokerName, identity: ClusterIdentity): BrokerTrouble {
  const log = lastStartOf(stateDir, broker);
  if (log === '' || log.includes(SERVES))
    return {
      broker,
      cause: 'ended',
      owner: 'whoever ended it',
      says: `${broker} does not run; its last start was well`,
      hint: `Read the end of its log: \`npx lakequake logs ${broker}\`.`,
    };
  const { id, says, hint } = startFailureOf(log);
  const owner = ownerOf(id, stateDir, broker, identity);
  return {
    broker,
    cause: id,
    owner,
    says: `${broker} ended during its start: ${says} (owner: ${owner})`,
    hint,
  };
}

function ownerOf(
  cause: StartFailure,
  stateDir: string,
  broker: BrokerName,
  { ports }: ClusterIdentity,
): string {
  const folder = join(clusterFolder(stateDir), broker, 'data');
  if (cause !== 'port-taken')
    return cause === 'wrong-cluster-id' || cause === 'wrong-node-id' || cause === 'folder-damaged'
      ? `who put another folder at ${folder}`
      : 'this machine';
  const { client, internal } = ports.brokers[broker];
  for (const port of [client, internal]) {
    const holder = portHolder(port);
    if (holder !== undefined)
      return `process ${holder.pid} (${holder.program}), which listens on port ${port}`;
  }
  return `another program on port ${client} or ${internal}`;
}

/** It runs, and tells its clients an address that is not its proxy's: nobody ever comes. */
function unreachable(
  stateDir: string,
  broker: BrokerName,
  { ports }: ClusterIdentity,
): BrokerTrouble | undefined {
  const properties = textOf(join(clusterFolder(stateDir), broker, 'server.properties'));
  // Of a key that stands twice the last one counts.
  const told = [...properties.matchAll(/^advertised\.listeners=.*CLIENT:\/\/[^:,]+:(\d+)/gm)].at(-1)?.[1];
  const right = ports.brokers[broker].proxy;
  if (told === undefined || Number(told) === right) return undefined;
  const owner = `advertised.listeners in ${broker}'s server.properties`;
  return {
    broker,
    cause: 'unreachable-address',
    owner,
    says: `${broker} runs and tells clients to come to port ${told}, but they reach it at ${right} (owner: ${owner})`,
    hint: 'Correct advertised.listeners and start it again; nothing is lost.',
  };
}
