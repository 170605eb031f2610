// The facts of one workspace, over the real files and journals. Opens a run's lake for each question and closes it again.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUT_ASIDE } from '../chaos/faults/deploy-afresh.ts';
import type { RunResult } from '../chaos/result.ts';
import { LakequakeError } from '../pipeline/contract/errors.ts';
import { STATE } from '../pipeline/contract/run-spec.ts';
import { locateRun } from '../pipeline/observe/locate-run.ts';
import { type LakeSql, openLakeSql } from '../pipeline/observe/sql/open-lake-sql.ts';
import { parseSettings } from '../pipeline/runtime/settings-file.ts';
import type { LabFacts, LabRun } from './facts.ts';
import { type FoundLab, runOf } from './lab.ts';
import { newestRun } from './lab-runs.ts';
import { readWorkspace, SETTINGS_FILE, type Workspace } from './workspace.ts';

const ROWS = 100_000;
const QUERY_MS = 20_000;

export interface FactsOptions {
  stateDir: string;
  lab: FoundLab;
  workspace: Workspace;
  /** ms since the epoch: older runs do not count. */
  since: number;
  /** Which finished runs count; all unless told. */
  accept?: ((result: RunResult) => boolean) | undefined;
}

/** The settings a lab hands out. */
export function startSettings(lab: FoundLab) {
  return parseSettings(
    readFileSync(join(lab.folder, 'start', SETTINGS_FILE), 'utf8'),
    `start/${SETTINGS_FILE}`,
  );
}

const broke = ({ verdict }: RunResult) => verdict === 'broken';

/** With the settings handed out; else the newest that broke: a learner may be a step further when a fault first strikes. */
async function runBefore(
  { stateDir, lab, since, accept }: FactsOptions,
  id: string,
): Promise<LabRun | undefined> {
  const spec = runOf(lab, id);
  const handedOut = await newestRun(stateDir, { spec, settings: startSettings(lab), since, accept });
  if (handedOut !== undefined && broke(handedOut.result!)) return handedOut;
  const own = (result: RunResult) => broke(result) && (accept?.(result) ?? true);
  return (await newestRun(stateDir, { spec, since, accept: own })) ?? handedOut;
}

/** The lake that a fault of the run made, put aside when it was undone. Throws `not-found`. */
function lakeOfFault(stateDir: string, runId: string, fault: string): string {
  const faults = join(stateDir, STATE.runs, runId, 'faults');
  const lakes = existsSync(faults)
    ? readdirSync(faults)
        .filter((name) => name.endsWith(`-${fault}`))
        .map((name) => join(faults, name, PUT_ASIDE))
    : [];
  const found = lakes.find((lake) => existsSync(lake));
  if (found !== undefined) return found;
  throw new LakequakeError('not-found', `the lake that ${fault} made in run ${runId} is not there any more`, {
    hint: 'make the run again',
  });
}

/** Nothing is read before a check asks for it. */
export function gatherFacts({ stateDir, lab, workspace, since, accept }: FactsOptions): LabFacts {
  const text = (file: string) => readWorkspace(lab, workspace, file);
  const settings = () => parseSettings(text(SETTINGS_FILE), SETTINGS_FILE);
  const over = async <T>(
    { runId }: LabRun,
    use: (lake: LakeSql) => Promise<T>,
    lakeOf?: string,
  ): Promise<T> => {
    const { lakeDir: own, ledger } = locateRun(stateDir, runId);
    const lakeDir = lakeOf === undefined ? own : lakeOfFault(stateDir, runId, lakeOf);
    const lake = await openLakeSql({ lakeDir, ledger, limits: { rows: ROWS, timeMs: QUERY_MS } });
    try {
      return await use(lake);
    } finally {
      lake.close();
    }
  };
  const only = lab.runs.length === 1;
  return {
    text,
    settings,
    before: (run) => runBefore({ stateDir, lab, workspace, since, accept }, run),
    now: async (run) => newestRun(stateDir, { spec: runOf(lab, run), settings: settings(), since, accept }),
    ask: (run, sql, lakeOf) => over(run, async (lake) => (await lake.query(sql)).objects(), lakeOf),
    sql: (run, sql) => over(run, (lake) => lake.trusted(sql)),
    howToRun: (run, { start = false } = {}) =>
      `npx lakequake lab run ${lab.number}${only ? '' : ` ${run}`}${start ? ' --start' : ''}`,
  };
}
