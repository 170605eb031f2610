// deploy: other settings are rolled out to the processors while they run, as any team does. `change` says what becomes different. Proof:
// new processes run with the new settings. Undo: the settings from before are rolled out again; without a system nothing runs any more.
import type { Settings } from '../../pipeline/contract/settings.ts';
import { differences } from '../../pipeline/observe/diff-settings.ts';
import { withOverrides } from '../../pipeline/runtime/settings-file.ts';
import type { Fault } from '../fault.ts';
import type { SettingsChange } from '../scenario.ts';

/** The settings with a change laid over them. Throws `bad-settings`. */
export function withChange(settings: Settings, change: SettingsChange): Settings {
  return withOverrides(settings, [change], 'settings that are rolled out');
}

export const fault: Fault = {
  id: 'deploy',
  title: 'Other settings are rolled out',
  unavailableOn: (engine) =>
    engine === 'spark'
      ? 'Spark takes tens of seconds to begin again, and the deployment is undone before it works with the new settings'
      : null,
  async inject({ run }, { args, note }) {
    const before = run.spec.settings;
    const pids = run.components().map(({ pid }) => pid);
    note({ before, pids });
    await run.redeploy(withChange(before, args.change as SettingsChange));
    note({ deployedAt: Date.now() });
  },
  async observed({ run }, { notes }) {
    const { before, pids } = notes as { before: Settings; pids: (number | null)[] };
    const changed = differences(before, run.spec.settings);
    const started = run
      .components()
      .filter(({ role, pid }) => role === 'processor' && pid !== null && !pids.includes(pid));
    if (changed.length === 0 || started.length === 0) return null;
    const told = changed.map(
      ({ path, before: was, after }) => `${path} ${JSON.stringify(was)} → ${JSON.stringify(after)}`,
    );
    return { says: `rolled out to ${started.length} new processes: ${told.join(', ')}`, facts: { changed } };
  },
  async undo({ notes }, { system }) {
    const { before } = notes as { before?: Settings };
    if (system === undefined || before === undefined) return false;
    if (differences(before, system.run.spec.settings).length === 0) return false;
    await system.run.redeploy(before);
    return true;
  },
};
