// Histories of a verdict that flips, made by hand: what broke, what was made next, and the facts a check may look at. No files, no runs.
import type { RunResult } from '../../../chaos/result.ts';
import type { LabFacts, LabRun } from '../../../labs/facts.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';

/** A finished run with the defaults of the project and `change` applied to them. */
export function finishedRun(
  runId: string,
  told: Partial<RunResult>,
  change: (settings: Settings) => void,
): LabRun {
  const settings = defaultSettings();
  change(settings);
  return {
    runId,
    at: 1,
    scenario: 's',
    variant: 'yours',
    seed: 7,
    settings,
    scheduleHash: 'same',
    result: { evidence: [], refused: null, inconclusiveBecause: null, ...told } as unknown as RunResult,
    error: null,
  };
}

/** A run that broke by that checker. */
export function brokenRun(checker: string, count: number, change: (settings: Settings) => void): LabRun {
  const evidence = [{ id: checker, title: '', means: '', count, examples: [] }];
  return finishedRun('before', { verdict: 'broken', evidence }, change);
}

/** What a check sees of one run before and one now; no query finds a row. */
export const flipFacts = (before: LabRun, now: LabRun): LabFacts => ({
  text: () => '',
  settings: defaultSettings,
  before: async () => before,
  now: async () => now,
  sql: async () => [],
  ask: async () => [],
  howToRun: () => '',
});
