// What goes wrong with an engine, as a user meets it: one clear sentence and the exit code of the environment.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../pipeline/contract/errors.ts';
import { forgetCluster } from '../../pipeline/runtime/forget-cluster.ts';
import { startTestCluster } from '../helpers/cluster.ts';
import { engineHere } from './engine-here.ts';

const command = fileURLToPath(new URL('../../cli/lakequake.mjs', import.meta.url));
const SOCKET = process.env.DOCKER_HOST?.replace(/^unix:\/\//, '') ?? '/var/run/docker.sock';
const DRAIN = ['drain', '--source', 'generator', '--runtime', 'docker'];

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-trouble-'));
});
afterEach(async () => {
  await forgetCluster(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
}, 60_000);

function start(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [command, ...args, '--state', stateDir], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = text(child.stderr);
  const ended = once(child, 'exit').then(async ([code]) => ({ code: code as number, said: await said }));
  return { child, ended };
}

/** The engine's socket, through a door that can be shut. */
async function doorToEngine(): Promise<{ host: string; shut: () => void }> {
  const path = join(stateDir, 'engine.sock');
  const open = new Set<Socket>();
  const server: Server = createTcpServer((inside) => {
    const outside = connect(SOCKET);
    for (const socket of [inside, outside]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    inside.pipe(outside).pipe(inside);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    host: `unix://${path}`,
    shut: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** One sentence and what to do next; no stack. */
function expectClear(said: string, sentence: RegExp): void {
  expect(said).toMatch(sentence);
  expect(said).toMatch(/\n {2}next: [A-Z]/);
  expect(said).not.toMatch(/\n\s+at /);
}

describe('without an engine', () => {
  it('says so and leaves with the exit code of the environment', async () => {
    const { code, said } = await start(DRAIN, { DOCKER_HOST: `unix://${stateDir}/nobody.sock` }).ended;
    expectClear(said, /lakequake: no container engine answers/);
    expect(code).toBe(EXIT.environment);
  });
});

describe('without Java and without an engine', () => {
  it('names both ways to go on', async () => {
    const nothing = { PATH: '/nowhere', JAVA_HOME: '', DOCKER_HOST: `unix://${stateDir}/nobody.sock` };
    const { code, said } = await start(['drain', '--source', 'generator'], nothing).ended;
    expectClear(said, /lakequake: found neither a Java nor a container engine/);
    expect(said).toMatch(/next: Install a Java .*start Docker and give --runtime docker/);
    expect(code).toBe(EXIT.environment);
  });
});

describe('on processes', () => {
  it('what only containers allow is refused before anything is started', async () => {
    const { code, said } = await start(['chaos', 'run', 'isolated-broker', '--runtime', 'embedded']).ended;
    expectClear(said, /lakequake: isolate-node cannot be done on the embedded runtime/);
    expect(said).toContain('--runtime docker');
    expect(code).toBe(EXIT.environment);
    expect(existsSync(join(stateDir, 'cluster'))).toBe(false);
  });
});

describe.skipIf(!engineHere)('with an engine', () => {
  it('names an image that is missing and cannot be fetched', async () => {
    const { code, said } = await start(DRAIN, { LAKEQUAKE_KAFKA_IMAGE: 'localhost:1/no/kafka:0' }).ended;
    expectClear(said, /lakequake: the image localhost:1\/no\/kafka:0 is not here and could not be fetched/);
    expect(code).toBe(EXIT.environment);
  });

  it('is chosen by itself where there is no Java', async () => {
    const path = join(stateDir, 'bin');
    mkdirSync(path);
    symlinkSync(execFileSync('which', ['docker'], { encoding: 'utf8' }).trim(), join(path, 'docker'));
    // Far enough to see the choice: an image that cannot be had ends it.
    const env = { PATH: path, JAVA_HOME: '', LAKEQUAKE_KAFKA_IMAGE: 'localhost:1/no/kafka:0' };
    const { code, said } = await start(['drain', '--source', 'generator'], env).ended;
    expectClear(said, /lakequake: the image localhost:1\/no\/kafka:0 is not here/);
    expect(code).toBe(EXIT.environment);
  });

  it('says it when the docker program is not there', async () => {
    const { code, said } = await start(DRAIN, { PATH: '/nowhere' }).ended;
    expectClear(said, /lakequake: the docker program is not on the PATH/);
    expect(code).toBe(EXIT.environment);
  });

  it('names the port that another program has taken, and leaves the others running', async () => {
    const lab = await startTestCluster({}, 'docker');
    try {
      const broker = lab.cluster.brokers[0]!;
      await lab.cluster.kill(broker.name);
      const thief = createTcpServer().listen(broker.clientPort, '127.0.0.1');
      await once(thief, 'listening');
      await expect(lab.cluster.start(broker.name)).rejects.toMatchObject({
        code: 'port-taken',
        message: expect.stringContaining(String(broker.clientPort)),
      });
      expect(lab.cluster.isRunning(broker.name)).toBe(false);
      await new Promise((closed) => thief.close(closed));
      await lab.cluster.start(broker.name);
    } finally {
      await lab.stop();
    }
  });

  it.each(['making the containers', 'starting a Kafka controller'])(
    'says that the engine is gone when it goes while it is %s',
    async (moment) => {
      const door = await doorToEngine();
      const { child, ended } = start(DRAIN, { DOCKER_HOST: door.host });
      let told = '';
      child.stderr.on('data', (chunk) => {
        told += String(chunk);
        if (told.includes(moment)) door.shut();
      });
      const { code, said } = await ended;
      expectClear(said, /lakequake: no container engine answers/);
      expect(code).toBe(EXIT.environment);
    },
  );
});
