// Writes docker/nodes, what `docker compose up` mounts (npm run docker:files). Run it after a change of node-properties.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_CLUSTER_SETTINGS } from '../cluster.ts';
import { DEFAULT_PORTS, nodeFiles } from './node-files.ts';

const folder = fileURLToPath(new URL('../../../docker/nodes', import.meta.url));
for (const [path, text] of Object.entries(nodeFiles(DEFAULT_PORTS, DEFAULT_CLUSTER_SETTINGS))) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
