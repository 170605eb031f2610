// Finds the container engine and its Compose plugin by asking the docker program. Starts and fetches nothing.
import { onPath, outputOf } from './find-program.mjs';

/** The engine's version, such as "28.1.0"; undefined when none answers. */
export function engineVersion() {
  return firstLine(['version', '--format', '{{.Server.Version}}']);
}

/** The Compose plugin's version, such as "2.40.3"; undefined when there is none. */
export function composeVersion() {
  return firstLine(['compose', 'version', '--short'])?.replace(/^v/, '');
}

function firstLine(args) {
  const docker = onPath('docker');
  const line = docker && outputOf(docker, args)?.trim().split('\n')[0];
  return line || undefined;
}
