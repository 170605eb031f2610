import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../../../pipeline/runtime/doctor.ts';
import { checkStateFormat } from '../../../pipeline/runtime/state-format.ts';

describe('the format of the state folder', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-format-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

  it('marks a new folder and accepts it from then on', () => {
    checkStateFormat(stateDir);
    checkStateFormat(stateDir);
    expect(JSON.parse(readFileSync(join(stateDir, 'format.json'), 'utf8'))).toEqual({ version: 1 });
  });

  it('refuses a folder of a newer Lakequake and leaves its mark alone, and doctor says the same', async () => {
    writeFileSync(join(stateDir, 'format.json'), '{"version":99}');
    expect(() => checkStateFormat(stateDir)).toThrow(expect.objectContaining({ code: 'newer-format' }));
    expect(readFileSync(join(stateDir, 'format.json'), 'utf8')).toBe('{"version":99}');
    const finding = (await examine(stateDir)).find(({ id }) => id === 'state-format');
    expect(finding).toMatchObject({ health: 'fail', hint: expect.stringContaining('git pull') });
  });
});
