// Histories of a verdict that flips, made by hand: what broke, what was made next, and the facts a check may look at. No files, no runs.
import type { LabFacts, LabRun } from '../../../labs/facts.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';
import { finding, labFacts, labRun } from '../../helpers/lab-facts.ts';

/** A finished run with the defaults of the project and `change` applied to them. */
export function finishedRun(
  runId: string,
  told: Parameters<typeof labRun>[1],
  change: (settings: Settings) => void,
): LabRun {
  const settings = defaultSettings();
  change(settings);
  return { ...labRun(runId, told), settings };
}

/** A run that broke by that checker. */
export const brokenRun = (checker: string, count: number, change: (settings: Settings) => void): LabRun =>
  finishedRun('before', { verdict: 'broken', evidence: [finding(checker, count)] }, change);

/** What a check sees of one run before and one now; no query finds a row. */
export const flipFacts = (before: LabRun, now: LabRun): LabFacts =>
  labFacts({ before: async () => before, now: async () => now });
