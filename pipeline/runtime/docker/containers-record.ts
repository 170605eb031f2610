// What runs in containers now, in `<state>/cluster/containers.json`: for those who look from outside (doctor, why) and for whoever must end them after
// this process. Written before the first container is made.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { NODE_NAMES, type NodeName } from '../cluster.ts';
import { replaceFile } from '../replace-file.ts';
import type { ContainerNode } from './container-node.ts';
import { containersFile, type RecordedContainers } from './lab-containers.mjs';

/** Writes the record, whole. */
export function recordContainers(
  stateDir: string,
  session: string,
  nodes: ReadonlyMap<NodeName, ContainerNode>,
): void {
  const entries = NODE_NAMES.map((name) => {
    const node = nodes.get(name);
    return [name, node?.instance === undefined ? null : { ...node.instance, paused: node.paused }];
  });
  const record: RecordedContainers = { session, nodes: Object.fromEntries(entries) };
  const file = containersFile(stateDir);
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, JSON.stringify(record));
}
