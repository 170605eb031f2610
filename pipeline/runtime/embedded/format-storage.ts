// Formats a node's data folder with Kafka's own StorageTool, once: into a folder beside it that is renamed when complete, so that an
// interrupted first start leaves nothing half formatted. A folder of another cluster, or a damaged one, is refused and left as it is.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LakequakeError } from '../../contract/errors.ts';
import { explainFailure } from '../nodes/start-failure.ts';
import type { Tools } from '../tools.ts';
import { javaArguments } from './jvm.ts';

const execute = promisify(execFile);

export interface StorageFormat {
  node: string;
  dataDir: string;
  clusterId: string;
  /** The node's properties for a given data folder. */
  propertiesFor: (dataDir: string) => string;
}

/** Formats the data folder if it is not there yet; throws `broker-failed` when it belongs to another cluster or has lost its identity. */
export async function formatStorage(tools: Tools, format: StorageFormat): Promise<void> {
  if (alreadyFormatted(format)) return;
  const fresh = `${format.dataDir}.new`;
  const properties = join(dirname(format.dataDir), 'format.properties');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  writeFileSync(properties, format.propertiesFor(fresh));
  const logFile = join(dirname(format.dataDir), 'format.log');
  const jvm = { node: format.node, heapMb: 64, logFile };
  const args = javaArguments(tools, jvm, 'kafka.tools.StorageTool', [
    'format',
    '-t',
    format.clusterId,
    '-c',
    properties,
  ]);
  await execute(tools.javaPath, args).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw explainFailure(
      format.node,
      `${error.stdout ?? ''}\n${error.stderr ?? error.message}`,
      logFile,
      error,
    );
  });
  rmSync(format.dataDir, { recursive: true, force: true });
  renameSync(fresh, format.dataDir);
}

function alreadyFormatted({ node, dataDir, clusterId }: StorageFormat): boolean {
  const file = join(dataDir, 'meta.properties');
  if (!existsSync(file)) {
    if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return false;
    throw refused(
      node,
      dataDir,
      'holds files but no meta.properties: it is damaged, or not a Kafka data folder',
    );
  }
  const found = /^cluster\.id=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]?.trim();
  if (found === clusterId) return true;
  throw refused(node, dataDir, `belongs to another cluster (${found ?? 'no cluster.id'}, not ${clusterId})`);
}

function refused(node: string, dataDir: string, why: string): LakequakeError {
  return new LakequakeError('broker-failed', `${node} cannot start: its data folder ${dataDir} ${why}`, {
    hint: 'Put the right folder back, or run `npx lakequake reset` to begin anew (Kafka, lake and ledger together).',
    context: { node, dataDir },
  });
}
