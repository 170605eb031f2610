import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  async function sleeper(program = SLEEP): Promise<number> {
    const child = spawn(process.execPath, ['-e', program], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
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
});
