import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalFile, openJournal } from '../../../chaos/journal.ts';
import { report } from '../../../chaos/report.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-report-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

const refusal = (runId: string) => {
  try {
    report(stateDir, runId);
  } catch (error) {
    return error as Error & { code: string; hint: string };
  }
  return expect.fail('was not refused');
};

test('an unknown run is refused with the scenarios that ran and where runs are listed', () => {
  expect(refusal('rnope')).toMatchObject({ code: 'not-found', message: "there is no run 'rnope'" });
  expect(refusal('rnope').hint).toContain('no scenario has run here yet');
  openJournal(journalFile(stateDir, 'r1'), () => undefined).write({ type: 'note' } as never);
  expect(refusal('rnope').hint).toContain('newest last: r1;');
  expect(refusal('rnope').hint).toContain(join(stateDir, 'runs'));
  expect(refusal('rnope').hint).toContain('npx lakequake status');
});

test('a run that was no scenario is said to have no report', () => {
  mkdirSync(dirname(journalFile(stateDir, 'rlab')), { recursive: true });
  expect(refusal('rlab').message).toBe('rlab was no scenario, so there is no report of it');
});
