// What a suite removes after a run, so that a hundred of them fit on a disk and do not weigh on the cluster: the run's topic and, when
// the run was as wanted, its lake and ledger. Journal, logs and the traced evidence stay.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { PUT_ASIDE } from '../faults/deploy-afresh.ts';

export interface TidyOptions {
  stateDir: string;
  admin: Admin;
  runId: string;
  /** The run was not as wanted: someone will want to look. */
  keepData: boolean;
}

/** Lakes of second deployments. */
function lakesPutAside(runFolder: string): string[] {
  const faults = join(runFolder, 'faults');
  if (!existsSync(faults)) return [];
  return readdirSync(faults).map((fault) => join(faults, fault, PUT_ASIDE));
}

/** Throws what Kafka throws; a topic that is gone already is none of its business. */
export async function tidyRun({ stateDir, admin, runId, keepData }: TidyOptions): Promise<void> {
  if (!keepData) {
    const folder = join(stateDir, STATE.runs, runId);
    rmSync(join(folder, STATE.lake), { recursive: true, force: true });
    for (const lake of lakesPutAside(folder)) rmSync(lake, { recursive: true, force: true });
    rmSync(join(folder, 'ledger.jsonl'), { force: true });
  }
  const ours = (await admin.listTopics()).filter((topic) => topic.startsWith(`lq-${runId}`));
  if (ours.length > 0) await admin.deleteTopics({ topics: ours, timeout: 10_000 });
}
