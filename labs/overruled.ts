// What a learner has changed in pipeline.yaml and a run does not take, because its scenario sets it itself: the experiment would be another
// one otherwise. Said wherever such a run is made or judged; a change that silently does nothing teaches something wrong.
import type { Settings } from '../pipeline/contract/settings.ts';
import { differences } from '../pipeline/observe/diff-settings.ts';
import { startSettings } from './gather-facts.ts';
import type { FoundLab, LabRunSpec } from './lab.ts';
import { effectiveSettings } from './lab-runs.ts';

/** One sentence for each setting that differs from what the lab hands out and that the run overrules; none of a blind run, which it would betray. */
export async function overruledSettings(
  lab: FoundLab,
  spec: LabRunSpec,
  settings: Settings,
): Promise<string[]> {
  if (spec.blind) return [];
  const changed = new Set(differences(startSettings(lab), settings).map(({ path }) => path));
  if (changed.size === 0) return [];
  const taken = await effectiveSettings(spec, settings);
  return differences(settings, taken)
    .filter(({ path }) => changed.has(path))
    .map(
      ({ path, before, after }) =>
        `this run sets ${path} to ${String(after)} itself, so your ${String(before)} changes nothing in it`,
    );
}
