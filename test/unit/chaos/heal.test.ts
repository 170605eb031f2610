// Healing from the record on disk alone, as a process does that comes after a SIGKILL of the runner; and doing it twice.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listLiveFaults, recordFault } from '../../../chaos/drivers/live-faults.ts';
import { openSwitch, switchOn } from '../../../chaos/drivers/ports-switch.ts';
import { isStopped, startTimeOfPid } from '../../../chaos/drivers/processes.ts';
import { heal } from '../../../chaos/heal.ts';
import { until } from '../../../pipeline/contract/until.ts';

let stateDir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-heal-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(stateDir, { recursive: true, force: true });
});

function record(fault: string, args: object, notes: object): void {
  recordFault(stateDir, {
    key: `r1-${fault}`,
    runId: 'r1',
    fault,
    args: { ...args },
    recordedAt: Date.now(),
    notes: { ...notes },
  });
}

function sleeper(): number {
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  return child.pid!;
}

/** A port on which nobody listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A process that leads a group, and one it has started. */
async function groupOfTwo(): Promise<{ leader: number; follower: number }> {
  const follower = 'setInterval(() => {}, 1000)';
  const leader = `const { spawn } = require('node:child_process'); const one = spawn(process.execPath, ['-e', ${JSON.stringify(follower)}]); console.log(one.pid); setInterval(() => {}, 1000)`;
  child = spawn(process.execPath, ['-e', leader], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { leader: child.pid!, follower: Number(line) };
}

describe('heal', () => {
  it('wakes with a process what was paused with it, as the driver of Spark is', async () => {
    const { leader, follower } = await groupOfTwo();
    try {
      process.kill(-leader, 'SIGSTOP');
      await until(() => isStopped(follower), { deadlineMs: 2_000, what: 'both to stop' });
      record('pause-process', { process: 'processor-1' }, { pid: leader, startTime: startTimeOfPid(leader) });
      expect(await heal(stateDir)).toMatchObject([{ undone: true }]);
      await until(() => !isStopped(follower), { deadlineMs: 2_000, what: 'the other to go on' });
    } finally {
      process.kill(-leader, 'SIGKILL');
    }
  });

  it('wakes a process that a dead runner left paused, and a second time finds nothing', async () => {
    const pid = sleeper();
    process.kill(pid, 'SIGSTOP');
    await until(() => isStopped(pid), { deadlineMs: 2_000, what: 'the process to stop' });
    record('pause-process', { process: 'processor-1' }, { pid, startTime: startTimeOfPid(pid) });
    expect(await heal(stateDir)).toMatchObject([{ fault: 'pause-process', undone: true }]);
    await until(() => !isStopped(pid), { deadlineMs: 2_000, what: 'the process to go on' });
    expect(await heal(stateDir)).toEqual([]);
  });

  it('never wakes a stranger that took over the pid', async () => {
    const pid = sleeper();
    process.kill(pid, 'SIGSTOP');
    await until(() => isStopped(pid), { deadlineMs: 2_000, what: 'the process to stop' });
    record('pause-process', { process: 'processor-1' }, { pid, startTime: 'another' });
    await heal(stateDir);
    expect(isStopped(pid)).toBe(true);
    expect(listLiveFaults(stateDir)).toEqual([]);
  });

  it('takes a toxic of a Toxiproxy that is gone for undone', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    record(
      'toxic-latency',
      { broker: 'broker-1' },
      { url, proxy: 'broker-1', toxic: 'lakequake-latency-downstream' },
    );
    expect(await heal(stateDir)).toMatchObject([{ undone: false }]);
    expect(listLiveFaults(stateDir)).toEqual([]);
  });

  it('gives a broker’s folder its identity back and ends the program that took its port', async () => {
    const file = join(stateDir, 'meta.properties');
    writeFileSync(file, 'cluster.id=other\n');
    const pid = sleeper();
    const gone = once(child!, 'exit');
    const stranger = { pid, startTime: startTimeOfPid(pid) };
    const identity = { file, was: 'cluster.id=ours\n' };
    record('prevent-broker-start', { broker: 'broker-1' }, { stranger, identity, killed: ['broker-1'] });
    expect(await heal(stateDir)).toMatchObject([{ fault: 'prevent-broker-start', undone: true }]);
    await gone;
    expect(readFileSync(file, 'utf8')).toBe('cluster.id=ours\n');
  });

  it('wakes the followers that a killed leader left paused', async () => {
    const fault = 'kill-unreplicated-leader';
    const pid = sleeper();
    process.kill(pid, 'SIGSTOP');
    await until(() => isStopped(pid), { deadlineMs: 2_000, what: 'the process to stop' });
    const paused = [{ name: 'broker-2', pid, startTime: startTimeOfPid(pid) }];
    record(fault, {}, { paused, killed: ['broker-1'] });
    expect(await heal(stateDir)).toMatchObject([{ fault, undone: true }]);
    await until(() => !isStopped(pid), { deadlineMs: 2_000, what: 'the process to go on' });
  });

  it('lifts the limit on the files of a broker that still lives', async () => {
    const pid = sleeper();
    execFileSync('prlimit', ['--pid', String(pid), '--fsize=4096:unlimited']);
    record('limit-broker-files', {}, { pid, startTime: startTimeOfPid(pid), killed: ['broker-1'] });
    expect(await heal(stateDir)).toMatchObject([{ undone: true }]);
    const soft = execFileSync('prlimit', ['--pid', String(pid), '--fsize', '--noheadings', '-o', 'SOFT']);
    expect(soft.toString().trim()).toBe('unlimited');
  });

  it('leaves a killed broker to the next session, which starts all brokers', async () => {
    record('kill-broker', { broker: 'broker-1' }, {});
    expect(await heal(stateDir)).toMatchObject([{ fault: 'kill-broker', undone: false }]);
  });

  it('wakes a zombie that a dead runner left paused', async () => {
    const pid = sleeper();
    process.kill(pid, 'SIGSTOP');
    await until(() => isStopped(pid), { deadlineMs: 2_000, what: 'the process to stop' });
    record('zombie-processor', { process: 'processor-1' }, { pid, startTime: startTimeOfPid(pid) });
    expect(await heal(stateDir)).toMatchObject([{ fault: 'zombie-processor', undone: true }]);
    await until(() => !isStopped(pid), { deadlineMs: 2_000, what: 'the process to go on' });
  });

  it.each([
    ['kill-at-commit-step', { processor: 'processor-1', deaths: 8 }],
    ['slow-commits', { table: 'bronze', delayMs: 5_000 }],
  ])('switches %s off, so that no later process of the run meets it', async (fault, args) => {
    const folder = join(stateDir, 'faults', fault);
    switchOn(folder);
    expect(openSwitch(folder).isOn()).toBe(true);
    record(fault, args, { folder });
    expect(await heal(stateDir)).toMatchObject([{ fault, undone: true }]);
    expect(openSwitch(folder).isOn()).toBe(false);
  });

  it.each(['surge', 'add-partitions'])(
    'finds nothing left to undo of %s once its run is gone',
    async (fault) => {
      record(fault, {}, {});
      expect(await heal(stateDir)).toMatchObject([{ fault, undone: false }]);
      expect(listLiveFaults(stateDir)).toEqual([]);
    },
  );

  it('is content with a state folder that knows no faults', async () => {
    expect(await heal(join(stateDir, 'none'))).toEqual([]);
  });
});
