// What a cluster keeps between starts: its id, its ports and where Kafka's data lies, in `<state>/cluster/cluster.json`.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../../contract/errors.ts';
import { STATE } from '../../contract/run-spec.ts';
import type { RuntimeName } from '../cluster.ts';
import { replaceFile } from '../replace-file.ts';
import { type ClusterPorts, choosePorts } from './ports.ts';

export interface ClusterIdentity {
  clusterId: string;
  ports: ClusterPorts;
  /** Absent in folders from before there were two. */
  runtime?: RuntimeName;
}

/** Folder of everything Kafka keeps. */
export const clusterFolder = (stateDir: string): string => join(stateDir, STATE.cluster);

/** The state folder's cluster as the last start left it, or undefined before the first. */
export function readIdentity(stateDir: string): ClusterIdentity | undefined {
  const file = identityFile(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ClusterIdentity) : undefined;
}

/** The state folder's cluster, made up at the first start; ports that have been taken since are chosen anew. */
export async function loadIdentity(
  stateDir: string,
  runtime: RuntimeName = 'embedded',
): Promise<ClusterIdentity & { runtime: RuntimeName }> {
  refuseOtherRuntime(stateDir, runtime);
  const earlier = readIdentity(stateDir);
  const identity = {
    runtime,
    clusterId: earlier?.clusterId ?? newClusterId(),
    ports: await choosePorts(earlier?.ports),
  };
  saveIdentity(stateDir, identity);
  return identity;
}

export function saveIdentity(stateDir: string, identity: ClusterIdentity): void {
  const file = identityFile(stateDir);
  mkdirSync(clusterFolder(stateDir), { recursive: true });
  replaceFile(file, JSON.stringify(identity, null, 2));
}

/** The folder's lake counts on what Kafka holds: with another Kafka its positions would point nowhere. Throws `bad-argument`. */
export function refuseOtherRuntime(stateDir: string, asked: RuntimeName): void {
  const identity = readIdentity(stateDir);
  const has = identity?.runtime ?? 'embedded';
  if (identity === undefined || has === asked) return;
  throw new LakequakeError(
    'bad-argument',
    `the Kafka of ${stateDir} belongs to the ${has} runtime; ${asked} cannot take it over`,
    {
      hint: `Give --runtime ${has}, or another folder with --state, or forget this one with \`npx lakequake reset\`.`,
    },
  );
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
