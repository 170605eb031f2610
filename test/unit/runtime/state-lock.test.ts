import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTimeOf } from '../../../pipeline/runtime/process-identity.mjs';
import { stateLockHolder, takeStateLock } from '../../../pipeline/runtime/state-lock.ts';

describe('the state lock', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-lock-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  it('is refused with a sentence and a hint while a live process holds it', () => {
    const lock = takeStateLock(stateDir);
    expect(() => takeStateLock(stateDir)).toThrow(
      expect.objectContaining({ code: 'already-running', hint: expect.stringContaining('lakequake down') }),
    );
    expect(stateLockHolder(stateDir)?.session).toBe(lock.session);
  });

  it('can be taken again after it was released, and leaves nothing behind', () => {
    takeStateLock(stateDir).release();
    expect(readdirSync(stateDir)).toEqual([]);
    takeStateLock(stateDir).release();
  });

  it('is taken over from a process that is gone, even when its pid is in use again', () => {
    const stale = { pid: process.pid, startTime: 'another time', session: 'old', since: 0 };
    writeFileSync(join(stateDir, 'lock.json'), JSON.stringify(stale));
    expect(stateLockHolder(stateDir)).toBeUndefined();
    const lock = takeStateLock(stateDir);
    expect(lock.startTime).toBe(startTimeOf(process.pid));
    expect(readdirSync(stateDir)).toEqual(['lock.json']);
  });

  it('is not released by one who no longer holds it', () => {
    const first = takeStateLock(stateDir);
    rmSync(join(stateDir, 'lock.json'));
    const second = takeStateLock(stateDir);
    first.release();
    expect(stateLockHolder(stateDir)?.session).toBe(second.session);
  });
});
