// The steps of set-up, in words; which of them are needed for what.
import { provideBrowser } from './browser.mjs';
import { classArchiveFile, makeClassArchive } from './class-archive.mjs';
import { composeVersion, engineVersion } from './engine.mjs';
import { findJava, javaFix, javaIsNewEnough } from './java.mjs';
import { provideKafka } from './kafka.mjs';
import { FLOORS } from './layout.mjs';
import { providePackages, requirePackages } from './packages.mjs';
import { providePython } from './python.mjs';
import { provideSpark } from './spark.mjs';
import { provideToxiproxy } from './toxiproxy.mjs';
import { Trouble } from './trouble.mjs';
import { provideWeb } from './web.mjs';

/**
 * The steps for 'start' or 'test'; everything when undefined, but for what only tests need. Without a Java, but with a container engine,
 * a lab's Kafka runs in containers and needs neither Java nor the jars; most tests need them all the same.
 */
export function planFor(purpose, root) {
  if (purpose !== 'test' && !hasJava() && engineVersion() !== undefined) return stepsInContainers(root);
  const steps = [
    { name: `Java ${FLOORS.java[0]} or newer`, provide: async () => requireJava() },
    { name: 'npm packages', provide: () => providePackages(root) },
    { name: 'Kafka', provide: () => provideKafka() },
    { name: 'Toxiproxy', provide: () => provideToxiproxy() },
    { name: 'dashboard', after: ['npm packages'], provide: () => provideWeb(root) },
    {
      name: 'faster Kafka starts',
      after: [`Java ${FLOORS.java[0]} or newer`, 'Kafka'],
      optional: 'starts will take a few seconds longer',
      provide: keepClasses,
    },
  ];
  return purpose === 'test' ? [...steps, ...testSteps(root)] : steps;
}

/** What a machine needs for a workshop without internet; the packages are only looked at, because whoever asks runs from them. */
export function planForWorkshop(root, { withSpark }) {
  const steps = planFor('start', root).map((step) =>
    step.name === 'npm packages' ? { ...step, provide: () => requirePackages(root) } : step,
  );
  const spark = {
    name: 'PySpark with Delta, for the lab on Spark',
    optional: 'the lab on Spark cannot be played here; all others can',
    provide: () => provideSpark(),
  };
  return withSpark ? [...steps, spark] : steps;
}

function stepsInContainers(root) {
  return [
    { name: 'container engine instead of Java', provide: async () => requireCompose() },
    { name: 'npm packages', provide: () => providePackages(root) },
    { name: 'dashboard', after: ['npm packages'], provide: () => provideWeb(root) },
  ];
}

function requireCompose() {
  const compose = composeVersion();
  if (compose !== undefined && Number.parseInt(compose, 10) >= 2)
    return `Docker ${engineVersion()}, Compose ${compose}`;
  throw new Trouble(
    `found no Java, and Docker without Compose 2 (${compose ?? 'no Compose'})`,
    `${javaFix()}   (or the Compose plugin: https://docs.docker.com/compose/install/)`,
  );
}

function hasJava() {
  const java = findJava();
  return java !== undefined && javaIsNewEnough(java.version);
}

function testSteps(root) {
  return [
    { name: 'Chromium', after: ['npm packages'], provide: () => provideBrowser(root) },
    {
      name: 'Python with delta-rs and DuckDB',
      optional: 'no usable python3, so the interop tests will be skipped',
      provide: () => providePython(),
    },
    {
      name: 'PySpark with Delta',
      optional: 'the Spark tests will be skipped',
      provide: () => provideSpark(),
    },
  ];
}

function requireJava() {
  const java = findJava();
  if (hasJava()) return java.version;
  const found = java ? `found Java ${java.version} (${java.path})` : 'found none';
  throw new Trouble(
    `Kafka needs Java ${FLOORS.java[0]} or newer; ${found}`,
    `${javaFix()}   (or start Docker)`,
  );
}

async function keepClasses() {
  const java = findJava();
  try {
    return (await makeClassArchive(java)) ? 'by one training run' : 'there already';
  } catch (error) {
    throw new Trouble(
      `no class archive ${classArchiveFile(java.version)}: ${error.message.split('\n')[0]}`,
      'nothing to do',
      error,
    );
  }
}
