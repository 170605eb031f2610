import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onceFolder } from '../../../setup/cache.mjs';
import { checksumFor } from '../../../setup/download.mjs';
import { run } from '../../../setup/find-program.mjs';
import { javaIsNewEnough, javaVersion } from '../../../setup/java.mjs';
import { provideKafka } from '../../../setup/kafka.mjs';
import { cacheFolder, cacheLayout, PINS } from '../../../setup/layout.mjs';
import { runSteps } from '../../../setup/steps.mjs';
import { provideToxiproxy } from '../../../setup/toxiproxy.mjs';

const NO_PROGRAMS = { PATH: '' };
const KAFKA = `kafka_${PINS.scala}-${PINS.kafka}`;
const hexOf = (algorithm: string, bytes: Buffer): string => createHash(algorithm).update(bytes).digest('hex');

describe('set-up', () => {
  let folder: string;
  let server: Server | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lakequake-setup-'));
  });
  afterEach(() => {
    server?.close();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  /** Serves these paths on loopback, 404 for all others. */
  async function serve(files: Record<string, Buffer | string>): Promise<string> {
    server = createServer((request, response) => {
      const file = files[request.url ?? ''];
      response.statusCode = file === undefined ? 404 : 200;
      response.end(file);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', () => resolve()));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function kafkaRelease(): Promise<Buffer> {
    mkdirSync(join(folder, 'release', KAFKA, 'libs'), { recursive: true });
    writeFileSync(join(folder, 'release', KAFKA, 'libs', `${KAFKA}.jar`), 'a jar');
    const tgz = join(folder, 'release.tgz');
    await run('tar', ['-czf', tgz, '-C', join(folder, 'release'), KAFKA]);
    return readFileSync(tgz);
  }

  it('takes Kafka from the release archive when there is no Maven, and does it once', async () => {
    const tgz = await kafkaRelease();
    const hex = hexOf('sha512', tgz).toUpperCase();
    const published = `${KAFKA}.tgz: ${hex.slice(0, 64)}\n    ${hex.slice(64)}\n`;
    const archive = await serve({ [`/4.3.1/${KAFKA}.tgz`]: tgz, [`/4.3.1/${KAFKA}.tgz.sha512`]: published });
    const layout = cacheLayout(join(folder, 'cache'));
    expect(await provideKafka({ layout, env: NO_PROGRAMS, archive })).toBe('from the release archive');
    expect(readdirSync(layout.kafkaLibs)).toEqual([`${KAFKA}.jar`]);
    expect(await provideKafka({ layout, env: NO_PROGRAMS, archive: 'http://127.0.0.1:1' })).toBe(
      'there already',
    );
  });

  it('refuses a Kafka whose checksum differs, and leaves nothing of it', async () => {
    const published = `${KAFKA}.tgz: ${'0'.repeat(128)}\n`;
    const archive = await serve({
      [`/4.3.1/${KAFKA}.tgz`]: await kafkaRelease(),
      [`/4.3.1/${KAFKA}.tgz.sha512`]: published,
    });
    const layout = cacheLayout(join(folder, 'cache'));
    await expect(provideKafka({ layout, env: NO_PROGRAMS, archive })).rejects.toThrow(/another checksum/);
    expect(readdirSync(layout.cache)).toEqual([]);
  });

  it('takes Toxiproxy from its release when there is neither a program nor Go', async () => {
    const program = Buffer.from('#!/bin/sh\necho toxiproxy-server version 2.12.0\n');
    const releases = await serve({
      '/v2.12.0/toxiproxy-server-linux-arm64': program,
      '/v2.12.0/checksums.txt': `${'0'.repeat(64)}  other\n${hexOf('sha256', program)}  toxiproxy-server-linux-arm64\n`,
    });
    const layout = cacheLayout(join(folder, 'cache'));
    const options = { layout, env: NO_PROGRAMS, releases, platform: 'linux', arch: 'arm64' } as const;
    expect(await provideToxiproxy(options)).toBe('from the release download');
    expect(existsSync(layout.toxiproxy)).toBe(true);
  });

  it('says with the fixing command that Toxiproxy cannot be had', async () => {
    const layout = cacheLayout(join(folder, 'cache'));
    await expect(
      provideToxiproxy({ layout, env: NO_PROGRAMS, releases: 'http://127.0.0.1:1' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('could not be had'),
      fix: expect.stringContaining('npm run setup'),
    });
  });

  it('makes a folder anew after an interruption, and clears the half-made one away', async () => {
    const wanted = join(folder, 'tool');
    mkdirSync(join(folder, '.tool.draft-99999999'));
    await expect(onceFolder(wanted, () => Promise.reject(new Error('interrupted')))).rejects.toThrow(
      'interrupted',
    );
    expect(readdirSync(folder)).toEqual([]);
    await onceFolder(wanted, async (draft) => writeFileSync(join(draft, 'program'), ''));
    expect(readdirSync(wanted)).toEqual(['program']);
  });

  it('goes on with other steps when one fails, but not with those behind it', async () => {
    const done: string[] = [];
    const step = (name: string, after: string[] = []) => ({
      name,
      after,
      provide: async () => void done.push(name) as undefined,
    });
    const failing = { name: 'packages', provide: () => Promise.reject(new Error('no network')) };
    const troubles = await runSteps([step('web', ['packages']), failing, step('kafka')], () => {});
    expect(done).toEqual(['kafka']);
    expect(troubles.map(({ message }) => message)).toEqual(['no network']);
  });

  it('reads both forms of published checksums', () => {
    expect(checksumFor('a.tgz', 'a.tgz: AB CD\n  EF 01\n')).toBe('abcdef01');
    expect(checksumFor('b', '0a  a\n0b *b\n')).toBe('0b');
    expect(checksumFor('c', '0a  a\n')).toBeUndefined();
  });

  it('tells an old Java from a new one', () => {
    expect(javaVersion('openjdk version "21.0.1" 2023-10-17')).toBe('21.0.1');
    expect(['1.8.0_392', '11.0.2', '17.0.1', '26'].map(javaIsNewEnough)).toEqual([false, false, true, true]);
  });

  it('keeps its cache where the system keeps caches', () => {
    expect(cacheFolder({ LAKEQUAKE_CACHE: '/c' }, 'linux')).toBe('/c');
    expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/x/lakequake');
    expect(cacheFolder({}, 'darwin')).toMatch(/Library\/Caches\/lakequake$/);
  });
});
