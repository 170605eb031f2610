// What a killed session leaves in containers is ended: by its guardian, by the next start when the guardian was killed, too, and by `down`; Kafka's data
// stays until `reset`.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../pipeline/contract/until.ts';
import { NODE_NAMES } from '../../pipeline/runtime/cluster.ts';
import { projectOf } from '../../pipeline/runtime/docker/lab-containers.mjs';
import { forgetCluster } from '../../pipeline/runtime/forget-cluster.ts';
import { openState } from '../../pipeline/runtime/open-state.ts';
import { engineHere } from './engine-here.ts';

const holder = fileURLToPath(new URL('../helpers/hold-cluster.ts', import.meta.url));
const command = fileURLToPath(new URL('../../cli/lakequake.mjs', import.meta.url));

let stateDir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-leftovers-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await forgetCluster(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
}, 60_000);

const lines = (...args: string[]) =>
  execFileSync('docker', args, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');
const ofProject = () => ['--filter', `label=com.docker.compose.project=${projectOf(stateDir)}`];
const containers = () => lines('ps', '-aq', ...ofProject());
const volumes = () => lines('volume', 'ls', '-q', ...ofProject());
const networks = () => lines('network', 'ls', '-q', ...ofProject());

/** A process that holds a cluster, once that runs. */
async function hold(): Promise<ChildProcess> {
  const holding = spawn(process.execPath, ['--import', 'tsx', holder, stateDir, 'docker'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = holding;
  await once(holding.stdout!, 'data');
  return holding;
}

/** Its guardian: the process that was given this state folder. */
function guardianOf(): number {
  const found = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((line) => line.includes('guardian.mjs') && line.includes(stateDir));
  return Number.parseInt(found!, 10);
}

describe.skipIf(!engineHere)('containers of a killed session', () => {
  it('are ended by the guardian, and their network; the data stays', async () => {
    const holding = await hold();
    expect(containers()).toHaveLength(5);
    holding.kill('SIGKILL');
    await until(() => containers().length === 0 && networks().length === 0, {
      deadlineMs: 30_000,
      everyMs: 250,
      what: 'the containers to be gone',
    });
    expect(volumes()).toHaveLength(4);
  });

  it('are ended by the next start when the guardian was killed, too, and then by `reset` forgotten', async () => {
    const holding = await hold();
    process.kill(guardianOf(), 'SIGKILL');
    holding.kill('SIGKILL');
    await once(holding, 'exit');
    expect(containers()).toHaveLength(5);
    const state = await openState(stateDir);
    expect(state.leftoverContainers).toEqual([...NODE_NAMES].sort());
    expect(containers()).toEqual([]);
    await state.close();
    execFileSync(process.execPath, [command, 'reset', '--state', stateDir], { stdio: 'pipe' });
    expect([...containers(), ...networks(), ...volumes()]).toEqual([]);
  });

  it.each(['down', 'heal'])('are ended by `%s`', async (word) => {
    const holding = await hold();
    process.kill(guardianOf(), 'SIGKILL');
    holding.kill('SIGKILL');
    await once(holding, 'exit');
    expect(containers()).toHaveLength(5);
    execFileSync(process.execPath, [command, word, '--state', stateDir], { stdio: 'pipe' });
    expect(containers()).toEqual([]);
  });
});
