// The compose file alone: `docker compose up --wait` is a usable Kafka behind proxies, and the app's control acts on its containers when it has the engine's
// socket and is refused plainly when not. The app runs from this checkout in Toxiproxy's network (nsenter, as root), which is what its container
// does; building that image is not this test's business. Skipped where another lab has the ports.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../pipeline/contract/errors.ts';
import { DEFAULT_PORTS } from '../../pipeline/runtime/docker/node-files.ts';
import { isFree } from '../../pipeline/runtime/nodes/ports.ts';
import { testKafka } from '../helpers/kafka-admin.ts';
import { engineHere } from './engine-here.ts';

const PROJECT = 'lakequake-compose-test';
const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const command = join(projectDir, 'cli', 'lakequake.mjs');

const bootstrap = Object.values(DEFAULT_PORTS.brokers).map(({ proxy }) => `127.0.0.1:${proxy}`);
const ports = Object.values(DEFAULT_PORTS.brokers).flatMap(({ proxy, client }) => [proxy, client]);
const free = (
  await Promise.all([DEFAULT_PORTS.controller, DEFAULT_PORTS.toxiproxy, ...ports].map(isFree))
).every(Boolean);
if (engineHere && !free) console.log('skipped: another lab has the ports of docker-compose.yml');
const asRoot = process.getuid?.() === 0 && spawnSync('nsenter', ['--version']).status === 0;
if (engineHere && !asRoot)
  console.log('skipped: the app in Toxiproxy’s network, which needs root and nsenter');

const compose = (...args: string[]) =>
  execFileSync('docker', ['compose', '-p', PROJECT, ...args], {
    cwd: projectDir,
    // The app's port is not asked for here.
    env: { ...process.env, LAKEQUAKE_PORT_APP: '0' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe.skipIf(!engineHere || !free)('docker compose up --wait', () => {
  let stateDir: string;
  beforeAll(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-compose-'));
    compose('up', '--wait');
  }, 110_000);
  afterAll(() => {
    compose('down', '--volumes', '--timeout', '3');
    rmSync(stateDir, { recursive: true, force: true });
  }, 60_000);

  it('gives a Kafka that takes and gives back an event through its proxies', async () => {
    const kafka = testKafka(bootstrap);
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'hello', numPartitions: 1 }] });
    const producer = kafka.producer();
    await producer.connect();
    const [sent] = await producer.send({ topic: 'hello', acks: -1, messages: [{ value: 'one' }] });
    expect(sent?.errorCode).toBe(0);
    const [ends] = await admin.fetchTopicOffsets('hello');
    expect(ends?.high).toBe('1');
    await producer.disconnect();
    await admin.disconnect();
  });

  /** A command of the app: its environment, its network; the socket as it is told. */
  function inApp(args: string[], env: NodeJS.ProcessEnv) {
    const toxiproxy = compose('ps', '-q', 'toxiproxy').trim();
    const pid = execFileSync('docker', ['inspect', '-f', '{{.State.Pid}}', toxiproxy], { encoding: 'utf8' });
    const inNetwork = ['-t', pid.trim(), '-n', process.execPath, command];
    return spawnSync('nsenter', [...inNetwork, ...args, '--state', join(stateDir, 'app')], {
      env: { ...process.env, LAKEQUAKE_COMPOSE_PROJECT: PROJECT, ...env },
      encoding: 'utf8',
    });
  }
  const RUN = [
    'chaos',
    'run',
    'below-min-isr',
    '--variant',
    'hardened',
    '--seed',
    '7',
    '--runtime',
    'docker',
  ];

  it.skipIf(!asRoot)('refuses the app without the socket to touch containers, in one sentence', () => {
    const { status, stderr } = inApp(RUN, { DOCKER_HOST: `unix://${stateDir}/nobody.sock` });
    expect(stderr).toMatch(/lakequake: the app may not touch containers: the engine’s socket is not mounted/);
    expect(stderr).toMatch(/next: Start it with LAKEQUAKE_SOCKET/);
    expect(status).toBe(EXIT.environment);
  });

  it.skipIf(!asRoot)('lets the app with the socket kill brokers and start them again', () => {
    const { status, stdout, stderr } = inApp(RUN, {});
    expect(stdout, stderr).toMatch(/verdict {3}held, as expected/);
    expect(status).toBe(EXIT.ok);
    expect(compose('ps', '--status', 'running', '--services').split('\n').filter(Boolean)).toHaveLength(5);
  });
});
