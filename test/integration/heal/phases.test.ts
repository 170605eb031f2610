// The runner is SIGKILLed in every phase of a run that kills a broker; the next command leaves a healthy system: `heal`, or, every
// other time, simply the next start.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { PHASES } from '../../../chaos/journal.ts';
import {
  CASE_MS,
  expectWholeCluster,
  healCommand,
  killRunnerAt,
  untilNothingLives,
} from './killed-runner.ts';

let stateDir: string;
beforeAll(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-killed-'));
});
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

describe('the runner is killed', () => {
  // Nothing runs any more when the journal is closed.
  const phases = PHASES.filter((phase) => phase !== 'journal');
  it.each(phases.map((phase, index) => [phase, index % 2 === 0 ? 'heal' : 'the next start'] as const))(
    'in the phase %s, and %s leaves a healthy system',
    async (phase, next) => {
      await killRunnerAt({
        stateDir,
        scenario: 'broker-loss',
        variant: 'hardened',
        moment: (entry) => entry.type === 'phase' && entry.phase === phase && entry.state === 'begun',
      });
      await untilNothingLives(stateDir);
      if (next === 'heal') await healCommand(stateDir);
      await expectWholeCluster(stateDir);
    },
    CASE_MS,
  );
});
