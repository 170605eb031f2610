// The programs the runtime needs, as set-up left them. Looks, never fetches; what is missing is said with the command that fixes it.
import { existsSync } from 'node:fs';
import { classArchiveFile } from '../../setup/class-archive.mjs';
import { isRunnable, onPath, outputOf } from '../../setup/find-program.mjs';
import { findJava, javaFix, javaIsNewEnough } from '../../setup/java.mjs';
import { cacheLayout, FLOORS, PINS } from '../../setup/layout.mjs';
import { LakequakeError } from '../contract/errors.ts';

export interface Tools {
  javaPath: string;
  javaVersion: string;
  /** Folder of Kafka's jars. */
  kafkaLibs: string;
  /** Class-data archive of Kafka for this Java, when set-up has made one. */
  classArchive: string | undefined;
  toxiproxyPath: string;
}

const SET_UP = 'Run `npm run setup`.';

/** Everything a cluster needs. Throws LakequakeError `tool-missing` (exit 3) naming the first thing that is not there. */
export function findTools(): Tools {
  const { kafkaLibs } = cacheLayout();
  const java = requireJava();
  if (!existsSync(kafkaLibs))
    throw new LakequakeError('tool-missing', `Kafka ${PINS.kafka} is not set up (looked in ${kafkaLibs})`, {
      hint: SET_UP,
    });
  const toxiproxyPath = findToxiproxy();
  if (!toxiproxyPath)
    throw new LakequakeError('tool-missing', `Toxiproxy ${PINS.toxiproxy} is not set up`, { hint: SET_UP });
  const archive = classArchiveFile(java.version);
  const classArchive = existsSync(archive) ? archive : undefined;
  return { javaPath: java.path, javaVersion: java.version, kafkaLibs, classArchive, toxiproxyPath };
}

/** What only tests want; it may be absent. */
export function findTestTools(): { pythonPath: string | undefined } {
  const { python } = cacheLayout();
  return { pythonPath: isRunnable(python) ? python : undefined };
}

/** Toxiproxy at the pinned version: from the cache, else from the PATH. */
export function findToxiproxy(): string | undefined {
  const { toxiproxy } = cacheLayout();
  if (isRunnable(toxiproxy)) return toxiproxy;
  const installed = onPath('toxiproxy-server');
  return installed && outputOf(installed, ['-version'])?.includes(PINS.toxiproxy) ? installed : undefined;
}

function requireJava(): { path: string; version: string } {
  const java = findJava();
  if (java && javaIsNewEnough(java.version)) return java;
  const found = java ? `found Java ${java.version} (${java.path})` : 'found no Java';
  throw new LakequakeError('tool-missing', `Kafka needs Java ${FLOORS.java[0]} or newer; ${found}`, {
    hint: `Install it: ${javaFix()}`,
  });
}
