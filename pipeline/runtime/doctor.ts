// The prerequisites as data: what was looked at, what was found, whether it will do and what to do if not. Changes nothing, starts
// nothing but `java -version` and `docker version`, and may run beside a lab.
import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { composeVersion, engineVersion } from '../../setup/engine.mjs';
import { findJava, javaFix, javaIsNewEnough } from '../../setup/java.mjs';
import { cacheLayout, FLOORS, PINS } from '../../setup/layout.mjs';
import { brokerTroubles } from './nodes/broker-trouble.ts';
import { clusterPorts, readIdentity } from './nodes/cluster-identity.ts';
import { isFree } from './nodes/ports.ts';
import { recordedAlive } from './process-book.ts';
import { readStateFormat, STATE_FORMAT_VERSION } from './state-format.ts';
import { stateLockHolder } from './state-lock.ts';
import { findToxiproxy } from './tools.ts';

export type Health = 'ok' | 'warn' | 'fail';

export interface DoctorFinding {
  id: DoctorCheckId;
  health: Health;
  /** What was found, in words. */
  found: string;
  /** What to do; null when there is nothing to do. */
  hint: string | null;
}

export type DoctorCheckId = keyof typeof CHECKS;

type Judged = [health: Health, found: string, hint?: string];

const GIB = 1024 ** 3;
/** Measured: the whole stack stays below 2.5 GiB; a million events take about 0.5 GB with three replicas and the lake. */
const MEMORY_NEEDED = 2.5 * GIB;
const DISK_NEEDED = 1 * GIB;
const DISK_WANTED = 5 * GIB;
const FILES_WANTED = 4096;

const CHECKS = {
  node: checkNode,
  java: checkJava,
  kafka: checkKafka,
  toxiproxy: checkToxiproxy,
  containers: checkContainers,
  'state-format': checkStateFormatVersion,
  leftovers: checkLeftovers,
  ports: checkPorts,
  brokers: checkBrokers,
  disk: checkDisk,
  memory: checkMemory,
  'open-files': checkOpenFiles,
} satisfies Record<string, (stateDir: string) => Judged | Promise<Judged>>;

/** Looks at every prerequisite of a lab in this state folder, in the order in which they matter. */
export async function examine(stateDir: string): Promise<DoctorFinding[]> {
  const findings = Object.entries(CHECKS).map(async ([id, check]): Promise<DoctorFinding> => {
    const [health, found, hint] = await check(resolve(stateDir));
    return { id: id as DoctorCheckId, health, found, hint: hint ?? null };
  });
  return Promise.all(findings);
}

function checkNode(): Judged {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > FLOORS.node[0] || (major === FLOORS.node[0] && minor >= FLOORS.node[1]);
  const found = `Node ${process.versions.node}`;
  return enough ? ['ok', found] : ['fail', found, `Install Node ${FLOORS.node.join('.')} or newer.`];
}

function hasJava(): boolean {
  const java = findJava();
  return java !== undefined && javaIsNewEnough(java.version);
}

/** Whether the lab of this folder would run in containers unless told otherwise (as choose-runtime.ts decides). */
function inContainers(stateDir: string): boolean {
  const identity = readIdentity(stateDir);
  if (identity !== undefined) return identity.runtime === 'docker';
  return !hasJava() && engineVersion() !== undefined;
}

const NOT_NEEDED: Judged = ['ok', 'not needed: Kafka runs in containers'];

function checkContainers(stateDir: string): Judged {
  const [engine, compose] = [engineVersion(), composeVersion()];
  const needed = inContainers(stateDir);
  if (engine === undefined)
    return needed
      ? [
          'fail',
          'no container engine answers',
          'Start Docker: the Kafka of this state folder is in containers.',
        ]
      : ['ok', 'no container engine; not needed'];
  if (compose !== undefined) return ['ok', `Docker ${engine} with Compose ${compose}`];
  return [
    needed ? 'fail' : 'warn',
    `Docker ${engine} without Compose`,
    'Install the Compose plugin for --runtime docker: https://docs.docker.com/compose/install/',
  ];
}

function checkJava(stateDir: string): Judged {
  const java = findJava();
  if (java && javaIsNewEnough(java.version)) return ['ok', `Java ${java.version} (${java.path})`];
  if (inContainers(stateDir)) return NOT_NEEDED;
  const found = java ? `Java ${java.version} (${java.path}); Kafka needs ${FLOORS.java[0]}` : 'no Java';
  return ['fail', found, `Install it (${javaFix()}), or start Docker.`];
}

function checkKafka(stateDir: string): Judged {
  if (inContainers(stateDir)) return NOT_NEEDED;
  const { kafkaLibs } = cacheLayout();
  return existsSync(kafkaLibs)
    ? ['ok', `Kafka ${PINS.kafka} (${kafkaLibs})`]
    : ['fail', `no Kafka ${PINS.kafka} in ${kafkaLibs}`, 'Run `npm run setup`.'];
}

function checkToxiproxy(stateDir: string): Judged {
  if (inContainers(stateDir)) return NOT_NEEDED;
  const path = findToxiproxy();
  return path
    ? ['ok', `Toxiproxy ${PINS.toxiproxy} (${path})`]
    : ['fail', `no Toxiproxy ${PINS.toxiproxy}`, 'Run `npm run setup`.'];
}

function checkStateFormatVersion(stateDir: string): Judged {
  const version = readStateFormat(stateDir);
  if (version === undefined) return ['ok', `${stateDir} is new`];
  if (version <= STATE_FORMAT_VERSION) return ['ok', `format ${version} (${stateDir})`];
  return [
    'fail',
    `format ${version} (${stateDir}); this Lakequake knows ${STATE_FORMAT_VERSION}`,
    'Update this clone with `git pull`, or set LAKEQUAKE_STATE to another folder.',
  ];
}

function checkLeftovers(stateDir: string): Judged {
  const holder = stateLockHolder(stateDir);
  const alive = recordedAlive(stateDir);
  if (holder) return ['ok', `a lab is running (process ${holder.pid} and ${alive.length} of its own)`];
  if (alive.length === 0) return ['ok', 'none'];
  const names = alive.map(({ name, pid }) => `${name} (${pid})`).join(', ');
  return [
    'warn',
    `still running without a lab: ${names}`,
    'Run `npx lakequake down`; the next start ends them too.',
  ];
}

async function checkPorts(stateDir: string): Promise<Judged> {
  const identity = readIdentity(stateDir);
  if (!identity) return ['ok', 'chosen at the first start'];
  if (stateLockHolder(stateDir)) return ['ok', 'in use by the running lab'];
  const ports = clusterPorts(identity.ports);
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, index) => !free[index]);
  if (taken.length === 0) return ['ok', `${ports.length} free`];
  return ['warn', `taken by others: ${taken.join(', ')}`, 'Nothing to do: the next start chooses others.'];
}

/** Without a running lab no broker needs to serve. */
function checkBrokers(stateDir: string): Judged {
  if (!stateLockHolder(stateDir)) return ['ok', 'no lab is running'];
  const troubles = brokerTroubles(stateDir);
  if (troubles.length === 0) return ['ok', 'all serve'];
  return ['fail', troubles.map(({ says }) => says).join('; '), troubles[0]!.hint];
}

async function checkDisk(stateDir: string): Promise<Judged> {
  const { bavail, bsize } = await statfs(nearestExisting(stateDir));
  const free = bavail * bsize;
  const found = `${gib(free)} free for ${stateDir}`;
  if (free < DISK_NEEDED) return ['fail', found, `Free some space: a lab needs ${gib(DISK_NEEDED)}.`];
  if (free < DISK_WANTED) return ['warn', found, `Long runs want ${gib(DISK_WANTED)}.`];
  return ['ok', found];
}

function checkMemory(): Judged {
  const free = availableMemory();
  const found = `${gib(free)} available`;
  if (free >= MEMORY_NEEDED) return ['ok', found];
  return ['warn', found, `Close other programs: the whole lab takes up to ${gib(MEMORY_NEEDED)}.`];
}

/** Node has already raised its own limit, and its children's, to the hard one; below it we cannot help ourselves. */
function checkOpenFiles(): Judged {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft: number | string } } };
  const limit = Number(report.userLimits?.open_files?.soft ?? Number.NaN);
  if (Number.isNaN(limit)) return ['ok', 'unlimited'];
  if (limit >= FILES_WANTED) return ['ok', `${limit} open files allowed`];
  return ['warn', `${limit} open files allowed`, 'Raise the limit with `ulimit -n 65536` in this terminal.'];
}

/** Linux counts what its caches would give back; elsewhere there is only what is free. */
function availableMemory(): number {
  if (process.platform !== 'linux') return freemem();
  const kib = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return kib ? Number(kib) * 1024 : freemem();
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(join(path)));
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
