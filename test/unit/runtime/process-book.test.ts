import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../pipeline/contract/until.ts';
import { startGuardian } from '../../../pipeline/runtime/guardian.ts';
import { endLeftovers, openProcessBook, recordedAlive } from '../../../pipeline/runtime/process-book.ts';
import { startTimeOf } from '../../../pipeline/runtime/process-identity.mjs';

const SLEEP = 'setInterval(() => {}, 1000); console.log("up")';
const DEAF = `process.on("SIGTERM", () => {}); ${SLEEP}`;

describe('the process book', () => {
  let stateDir: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-book-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(stateDir, { recursive: true, force: true });
  });

  async function sleeper(program = SLEEP, mark: Record<string, string> = {}): Promise<number> {
    const child = spawn(process.execPath, ['-e', program], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...mark },
    });
    children.push(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    return child.pid!;
  }

  const entries = (): string[] => readdirSync(join(stateDir, 'processes'));

  it('ends what it holds, a paused one too, and is empty then', async () => {
    const book = openProcessBook(stateDir, 'session');
    const [awake, paused] = [await sleeper(), await sleeper()];
    process.kill(paused, 'SIGSTOP');
    book.record({ pid: awake, name: 'source', role: 'source' });
    book.record({ pid: paused, name: 'processor-1', role: 'processor' });
    const ended = await endLeftovers(stateDir);
    expect(ended.map(({ name }) => name).sort()).toEqual(['processor-1', 'source']);
    expect([startTimeOf(awake), startTimeOf(paused)]).toEqual([undefined, undefined]);
    expect(entries()).toEqual([]);
    expect(await endLeftovers(stateDir)).toEqual([]);
  });

  it('kills one that does not hear SIGTERM after the grace', async () => {
    const pid = await sleeper(DEAF);
    openProcessBook(stateDir, 'session').record({ pid, name: 'source', role: 'source' });
    await endLeftovers(stateDir);
    expect(startTimeOf(pid)).toBeUndefined();
  });

  it('never touches a process that has only the pid of a recorded one', async () => {
    const pid = await sleeper();
    const book = openProcessBook(stateDir, 'session');
    const entry = book.record({ pid, name: 'broker-1', role: 'broker' })!;
    writeFileSync(
      join(stateDir, 'processes', `broker-1.${pid}.json`),
      JSON.stringify({ ...entry, startTime: 'earlier' }),
    );
    expect(recordedAlive(stateDir)).toEqual([]);
    expect(await endLeftovers(stateDir)).toEqual([]);
    expect(startTimeOf(pid)).toBe(entry.startTime);
    expect(entries()).toEqual([]);
  });

  it('is emptied by the guardian when the pipe closes, but for other sessions', async () => {
    const [ours, theirs] = [await sleeper(), await sleeper()];
    const book = openProcessBook(stateDir, 'ours');
    book.record({ pid: ours, name: 'source', role: 'source' });
    openProcessBook(stateDir, 'theirs').record({ pid: theirs, name: 'processor-1', role: 'processor' });
    const guardian = startGuardian(book);
    await guardian.release();
    await until(() => startTimeOf(ours) === undefined, { deadlineMs: 2000, what: 'ours to end' });
    expect(recordedAlive(stateDir).map(({ pid }) => pid)).toEqual([theirs]);
  });

  it('ends what was spawned and never written down, by its mark, and nothing of another folder or session', async () => {
    const mark = (folder: string, session: string) =>
      openProcessBook(folder, session).mark({ name: 'broker-2', role: 'broker' });
    const elsewhere = join(stateDir, 'another folder, with a comma');
    const [ours, theirs, strange] = [
      await sleeper(SLEEP, mark(stateDir, 'ours')),
      await sleeper(SLEEP, mark(stateDir, 'theirs')),
      await sleeper(SLEEP, mark(elsewhere, 'ours')),
    ];
    await startGuardian(openProcessBook(stateDir, 'ours')).release();
    expect(startTimeOf(ours)).toBeUndefined();
    expect(startTimeOf(theirs)).toBeDefined();
    expect((await endLeftovers(stateDir)).map(({ name, pid }) => ({ name, pid }))).toEqual([
      { name: 'broker-2', pid: theirs },
    ]);
    expect(startTimeOf(strange)).toBeDefined();
    expect((await endLeftovers(elsewhere)).map(({ pid }) => pid)).toEqual([strange]);
  });

  it('leaves nothing when its owner is killed in the instant between spawning and writing', async () => {
    const script = fileURLToPath(new URL('./killed-while-spawning.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, stateDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [told] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(told.toString());
    await once(owner, 'exit');
    expect(owner.signalCode).toBe('SIGKILL');
    expect(recordedAlive(stateDir)).toEqual([]);
    await until(() => startTimeOf(pid) === undefined, { deadlineMs: 8_000, what: 'the orphan to end' });
  });
});
