// What an embedded cluster keeps between starts: its id and its ports, in `<state>/cluster/cluster.json`.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from '../../contract/run-spec.ts';
import { type ClusterPorts, choosePorts } from './ports.ts';

export interface ClusterIdentity {
  clusterId: string;
  ports: ClusterPorts;
}

/** Folder of everything Kafka keeps. */
export const clusterFolder = (stateDir: string): string => join(stateDir, STATE.cluster);

/** The state folder's cluster as the last start left it, or undefined before the first. */
export function readIdentity(stateDir: string): ClusterIdentity | undefined {
  const file = identityFile(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ClusterIdentity) : undefined;
}

/** The state folder's cluster, made up at the first start; ports that have been taken since are chosen anew. */
export async function loadIdentity(stateDir: string): Promise<ClusterIdentity> {
  const earlier = readIdentity(stateDir);
  const identity = {
    clusterId: earlier?.clusterId ?? newClusterId(),
    ports: await choosePorts(earlier?.ports),
  };
  const file = identityFile(stateDir);
  mkdirSync(clusterFolder(stateDir), { recursive: true });
  writeFileSync(`${file}.tmp`, JSON.stringify(identity, null, 2));
  renameSync(`${file}.tmp`, file);
  return identity;
}

/** Every port of a cluster. */
export function clusterPorts({ controller, toxiproxy, brokers }: ClusterPorts): number[] {
  return [
    controller,
    toxiproxy,
    ...Object.values(brokers).flatMap(({ proxy, client, internal }) => [proxy, client, internal]),
  ];
}

const identityFile = (stateDir: string): string => join(clusterFolder(stateDir), 'cluster.json');

/** 16 random bytes as Kafka writes them; a leading dash would look like an option to StorageTool. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}
