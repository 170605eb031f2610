// Ends the containers of a lab: by the Compose project of its state folder, which is on record there, never by an image or a name. Safe to run
// twice. Plain JavaScript on the docker program alone, because the guardian runs it, too, after control was killed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PROJECT_LABEL = 'com.docker.compose.project';

/** The Compose project of a state folder: two labs never meet. */
export const projectOf = (stateDir) =>
  `lakequake-${createHash('sha256').update(resolve(stateDir)).digest('hex').slice(0, 10)}`;

/** Where a state folder says that it has containers, and of which session. */
export const containersFile = (stateDir) => join(stateDir, 'cluster', 'containers.json');

/** `{ session, nodes }` of the last start in containers, or undefined when there never was one. */
export function readContainers(stateDir) {
  const file = containersFile(stateDir);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Kills and removes the lab's containers and their network; with `volumes` also Kafka's data. Of one session only when one is named. Returns
 * the names of those that still ran. Without an engine nothing runs, and there is nothing to do.
 */
export async function endContainers(stateDir, { session, volumes = false } = {}) {
  const record = readContainers(stateDir);
  if (record === undefined || (session !== undefined && record.session !== session)) return [];
  const filter = ['--filter', `label=${PROJECT_LABEL}=${projectOf(stateDir)}`];
  const running = await docker(['ps', '--format', `{{.Label "com.docker.compose.service"}}`, ...filter]);
  const all = await docker(['ps', '-aq', ...filter]);
  if (all.length > 0) await docker(['rm', '--force', '--volumes', ...all]); // the images' unnamed volumes, never Kafka's data
  const networks = await docker(['network', 'ls', '-q', ...filter]);
  if (networks.length > 0) await docker(['network', 'rm', ...networks]);
  if (volumes) {
    const kept = await docker(['volume', 'ls', '-q', ...filter]);
    if (kept.length > 0) await docker(['volume', 'rm', ...kept]);
  }
  return running.sort();
}

/** The lines the program prints; none when there is no such program, no engine, or what it should act on is already gone. */
function docker(args) {
  return new Promise((done) => {
    execFile('docker', args, { timeout: 30_000 }, (error, stdout) =>
      done(error ? [] : stdout.split('\n').filter((line) => line !== '')),
    );
  });
}
