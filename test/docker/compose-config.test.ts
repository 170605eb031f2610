// Docker Compose itself reads docker-compose.yml with every profile, and finds nothing to say against it. This is all that was ever done with the
// images of `monitoring` and `spark` where they cannot be fetched.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { engineHere } from './engine-here.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const NODES = ['broker-1', 'broker-2', 'broker-3', 'controller', 'toxiproxy'];

function compose(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('docker', ['compose', ...args], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  return { status, stderr, services: stdout.split('\n').filter(Boolean).sort() };
}

describe.skipIf(!engineHere)('docker compose config', () => {
  it.each([
    [[], []],
    [['app'], ['app']],
    [['monitoring'], ['grafana', 'prometheus']],
    [['spark'], ['spark']],
    [
      ['app', 'monitoring', 'spark'],
      ['app', 'grafana', 'prometheus', 'spark'],
    ],
  ])('is clean with the profiles %j', (profiles, more) => {
    const flags = profiles.flatMap((name) => ['--profile', name]);
    const { status, stderr, services } = compose(...flags, 'config', '--services');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(services).toEqual([...NODES, ...more].sort());
  });
});
