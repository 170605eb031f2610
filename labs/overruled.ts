// What a learner has changed in pipeline.yaml and a run of the lab does not take; said wherever such a run is made or judged.
import { overruledIn, saysOverruled } from '../chaos/overruled.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
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
  const taken = await effectiveSettings(spec, settings);
  return overruledIn(startSettings(lab), settings, taken).map(saysOverruled);
}
