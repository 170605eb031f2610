// deploy-afresh: the pipeline is deployed once more, as a team does that rebuilds its tables: a consumer group and a lake of its own, empty at
// first, and something wrong with it. It reads a topic nobody writes to, begins at an offset that does not exist yet, or runs with other
// settings. Every process starts and stays up. Proof: new processes, and the tables they made. Undo: the deployment from before is rolled
// out again, and the second lake put aside: its empty tables are what one learns from. From the record alone it is removed.
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { appId, TABLES } from '../../pipeline/contract/tables.ts';
import { ensureTopic } from '../../pipeline/kafka/topic.ts';
import type { DeployedPlaces } from '../../pipeline/runtime/pipeline-run.ts';
import type { Fault } from '../fault.ts';
import type { SettingsChange } from '../scenario.ts';
import { withChange } from './deploy.ts';

export interface DeployAfreshOptions {
  /** Reads the topic whose name is the right one and this behind it. It exists, and is empty. */
  topicSuffix?: string;
  /** Every partition is read from this offset on. */
  startOffset?: number;
  /** Other settings. */
  change?: SettingsChange;
}

interface Before {
  settings: Settings;
  places: DeployedPlaces;
}

/** Where the second lake lies once the fault is undone, in the fault's folder. */
export const PUT_ASIDE = 'lake-as-it-was';

const commitName = (version: number) => `${String(version).padStart(20, '0')}.json`;

/** The actions that say: every partition has been read up to here. Pure. */
export function positionActions(topic: string, partitions: number, offset: number): string {
  const actions = Array.from({ length: partitions }, (_, partition) => ({
    txn: { appId: appId.bronze(topic, partition), version: offset },
  }));
  return actions.map((action) => `${JSON.stringify(action)}\n`).join('');
}

/** A bronze table without rows whose positions someone has set by hand. */
function setPositions(from: DeployedPlaces, to: DeployedPlaces, partitions: number, offset: number): void {
  const logOf = ({ lakeDir }: DeployedPlaces) => join(lakeDir, TABLES.bronze.path, '_delta_log');
  mkdirSync(logOf(to), { recursive: true });
  copyFileSync(join(logOf(from), commitName(0)), join(logOf(to), commitName(0)));
  const commitInfo = { timestamp: Date.now(), operation: 'SET POSITIONS', operationParameters: {} };
  const actions = positionActions(to.topic, partitions, offset);
  writeFileSync(join(logOf(to), commitName(1)), `${JSON.stringify({ commitInfo })}\n${actions}`);
}

export const fault: Fault = {
  id: 'deploy-afresh',
  title: 'A second deployment with a mistake',
  unavailableOn: (engine, { startOffset }) =>
    engine === 'spark' && startOffset !== undefined
      ? 'positions set by hand in a table mean nothing to Spark, which keeps its own'
      : null,
  async inject({ run, admin }, { args, folder, note }) {
    const { topicSuffix, startOffset, change } = args as DeployAfreshOptions;
    const { settings, topic, group, lakeDir } = run.spec;
    const before: Before = { settings, places: { topic, group, lakeDir } };
    const places: DeployedPlaces = {
      topic: `${topic}${topicSuffix ?? ''}`,
      group: `${group}-afresh`,
      lakeDir: join(folder, 'lake'),
    };
    const pids = run.components().map(({ pid }) => pid);
    note({ before, places, pids });
    if (topicSuffix !== undefined) await ensureTopic(admin, places.topic, settings);
    if (startOffset !== undefined)
      setPositions(before.places, places, settings.topic.partitions, startOffset);
    await run.redeploy(withChange(settings, change ?? {}), places);
  },
  async observed({ run }, { notes }) {
    const { places, pids } = notes as { places?: DeployedPlaces; pids: (number | null)[] };
    const started = run
      .components()
      .filter(({ role, pid }) => role === 'processor' && pid !== null && !pids.includes(pid));
    const made = places !== undefined && existsSync(join(places.lakeDir, TABLES['gold.traffic'].path));
    if (!made || started.length === 0) return null;
    const names = started.map(({ name, pid }) => `${name} (${pid})`).join(', ');
    return { says: `${names} began anew, with tables of their own`, facts: { ...places } };
  },
  async undo({ notes }, { system }) {
    const { before, places } = notes as { before?: Before; places?: DeployedPlaces };
    if (before === undefined || places === undefined) return false;
    const deployed = system?.run.spec.lakeDir === places.lakeDir;
    if (system !== undefined && deployed) {
      await system.run.redeploy(before.settings, before.places);
      // One that had ended with last words was not among those that were rolled over.
      await system.run.startProcessors();
    }
    const left = existsSync(places.lakeDir);
    if (left && deployed) renameSync(places.lakeDir, join(dirname(places.lakeDir), PUT_ASIDE));
    else rmSync(places.lakeDir, { recursive: true, force: true });
    return deployed || left;
  },
};
