// A class-data archive of Kafka: the classes one broker start loads, kept on disk in the JVM's own form, which makes every later start
// about a third faster. An optimisation only: a JVM that cannot use the archive ignores it, so a failure here is said and forgotten.
// https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './find-program.mjs';
import { cacheLayout } from './layout.mjs';

const TRAINING_DEADLINE_MS = 40_000;

/** Where the archive for this Java stands; it holds for one Java and one set of jars only. */
export function classArchiveFile(javaVersion) {
  return join(cacheLayout().classArchives, `java-${javaVersion}.jsa`);
}

/** Runs one throw-away Kafka on loopback and keeps its classes. Returns whether it had anything to do. */
export async function makeClassArchive(java) {
  const archive = classArchiveFile(java.version);
  if (existsSync(archive)) return false;
  const folder = mkdtempSync(join(tmpdir(), 'lakequake-training-'));
  try {
    const draft = join(folder, 'kafka.jsa');
    await train(java.path, folder, draft);
    mkdirSync(cacheLayout().classArchives, { recursive: true });
    const beside = `${archive}.${process.pid}.tmp`;
    writeFileSync(beside, readFileSync(draft)); // the temporary folder may be on another disk
    renameSync(beside, archive);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function train(java, folder, archive) {
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, await trainingProperties(join(folder, 'data')));
  const common = [
    '-Xmx256m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-Djava.net.preferIPv4Stack=true',
  ];
  const classpath = ['-cp', join(cacheLayout().kafkaLibs, '*')];
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'bGFrZXF1YWtlLXRyYWluZQ', '-c', properties];
  await run(java, [...common, ...logging(folder), ...classpath, ...format]);
  const serve = [
    `-XX:ArchiveClassesAtExit=${archive}`,
    ...logging(folder),
    ...classpath,
    'kafka.Kafka',
    properties,
  ];
  const child = spawn(java, [...common, ...serve], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
  const killer = setTimeout(() => child.kill('SIGKILL'), TRAINING_DEADLINE_MS);
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  const log = join(folder, 'kafka.log');
  while (child.exitCode === null && child.signalCode === null && !says(log, 'Kafka Server started'))
    await delay(50);
  child.kill('SIGTERM'); // the archive is written at the end
  await ended;
  clearTimeout(killer);
  process.removeListener('exit', onExit);
  if (!existsSync(archive)) throw new Error('the training run of Kafka left no class archive');
}

const LOG4J2 = new URL('../pipeline/runtime/embedded/log4j2.properties', import.meta.url).pathname;

function logging(folder) {
  return [
    `-Dlog4j2.configurationFile=${LOG4J2}`,
    `-Dlakequake.log=${join(folder, 'kafka.log')}`,
    '-Dlakequake.node=training',
  ];
}

async function trainingProperties(dataDir) {
  const [client, controller] = await freePorts(2);
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=CLIENT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    'inter.broker.listener.name=CLIENT',
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT',
    `log.dirs=${dataDir}`,
    '',
  ].join('\n');
}

async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function says(file, text) {
  return existsSync(file) && readFileSync(file, 'utf8').includes(text);
}
