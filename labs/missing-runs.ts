// The runs that the author checks of a lab need, each made once. Runs that touch only data may be under way two at a time on one cluster, as in
// a suite; a run whose fault strikes the cluster has it to itself, or its company's verdict would be about that fault, and so has one that measures speed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { find } from '../chaos/registry.ts';
import type { RunResult } from '../chaos/result.ts';
import type { Scenario } from '../chaos/scenario.ts';
import type { Settings } from '../pipeline/contract/settings.ts';
import { parseSettings } from '../pipeline/runtime/settings-file.ts';
import { startSettings } from './gather-facts.ts';
import type { FoundLab, LabRunSpec } from './lab.ts';
import { newestRun } from './lab-runs.ts';
import type { ProofKind, ProveOptions } from './prove-lab.ts';
import { SETTINGS_FILE } from './workspace.ts';

export interface Need {
  spec: LabRunSpec;
  settings: Settings;
  disarmed: boolean;
}

/** A run without a trace of its fault must not be mistaken for one that proves something, nor the other way round. */
export const withoutFault = ({ verdict, faults }: RunResult): boolean =>
  verdict === 'inconclusive' && faults.every(({ proof }) => proof === null);
const proves = ({ verdict }: RunResult) => verdict !== 'inconclusive';

function solutionSettings({ folder }: FoundLab): Settings {
  const file = join('solution', SETTINGS_FILE);
  return parseSettings(readFileSync(join(folder, file), 'utf8'), file);
}

/** With which files a run is made: what its lab says, else as solved only where a step replays it with other settings. */
function madeWith({ steps }: FoundLab, spec: LabRunSpec): readonly ('start' | 'solution')[] {
  const isReplayed = steps.some(({ run, file }) => run === spec.id && file === SETTINGS_FILE);
  return spec.madeWith ?? (isReplayed ? ['start', 'solution'] : ['start']);
}

/** As handed out for each kind, as solved for the solutions, without the fault for the disarmed; less what the lab does not look at. */
export function needsOf(lab: FoundLab, kinds: readonly ProofKind[]): Need[] {
  const start = startSettings(lab);
  const own = solutionSettings(lab);
  return lab.runs.flatMap((spec) => {
    const handedOut = madeWith(lab, spec).includes('start');
    const solved = madeWith(lab, spec).includes('solution') && kinds.includes('solutions');
    return [
      ...(handedOut && kinds.some((kind) => kind !== 'disarmed')
        ? [{ spec, settings: start, disarmed: false }]
        : []),
      ...(solved ? [{ spec, settings: own, disarmed: false }] : []),
      ...(handedOut && !spec.armedOnly && kinds.includes('disarmed')
        ? [{ spec, settings: start, disarmed: true }]
        : []),
    ];
  });
}

async function isThere(
  { spec, settings, disarmed }: Need,
  { stateDir, reuseSince: since }: ProveOptions,
): Promise<boolean> {
  const accept = disarmed ? withoutFault : proves;
  return (await newestRun(stateDir, { spec, settings, since, accept })) !== undefined;
}

async function bearsCompany({ spec }: Need): Promise<boolean> {
  if (spec.alone) return false;
  return (await find<Scenario>('scenarios', 'scenario', spec.scenario)).tags.includes('data-only');
}

/** Makes what is not there. Throws what a run throws, once none is under way any more. */
export async function makeMissingRuns(
  lab: FoundLab,
  kinds: readonly ProofKind[],
  options: ProveOptions,
): Promise<void> {
  const alone: Need[] = [];
  const together: Need[] = [];
  for (const need of needsOf(lab, kinds))
    if (!(await isThere(need, options)))
      (options.jobs > 1 && (await bearsCompany(need)) ? together : alone).push(need);
  const make = (sideBySide: boolean) => (need: Need) =>
    options.run(need.spec, need.settings, { disarmed: need.disarmed, sideBySide });
  await spread(alone, 1, make(false));
  await spread(together, options.jobs, make(together.length > 1));
}

/** Works through `items`, `width` at a time; all of them end before the first one's trouble is passed on. */
async function spread<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: width }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
