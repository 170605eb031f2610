// Where the lake, the ledger and the logs of a run lie in the state folder. The lab's lake and ledgers outlive its runs;
// a drain or scenario keeps everything in its own folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LakequakeError } from '../contract/errors.ts';
import { type RunSpec, STATE } from '../contract/run-spec.ts';

export interface RunPlaces {
  /** Run id, or 'lab'. */
  name: string;
  lakeDir: string;
  ledger: string[] | { folder: string };
  /** Folders with log files: the run's own and the cluster's. */
  logDirs: string[];
  /** The newest specification; null when none was kept. */
  spec: RunSpec | null;
}

/** The places of a run; without an id the lab's, or the newest run when there was never a lab. Throws `not-found`. */
export function locateRun(stateDir: string, runId?: string): RunPlaces {
  if (runId === undefined) return defaultRun(stateDir);
  if (runId === 'lab') return labPlaces(stateDir, runIds(stateDir));
  const spec = readSpec(stateDir, runId);
  if (spec?.kind === 'lab') return { ...labPlaces(stateDir, []), spec };
  if (spec !== null) return runPlaces(stateDir, runId, spec);
  if (existsSync(join(stateDir, STATE.ledger, `${runId}.jsonl`))) return labPlaces(stateDir, []);
  throw new LakequakeError('not-found', `there is no run '${runId}'`, {
    hint:
      runIds(stateDir).length === 0
        ? 'there is no run yet: start with `npx lakequake up`'
        : whereRunsAre(stateDir),
  });
}

/** Ids of the runs kept, oldest first (ids sort by time). */
export function runIds(stateDir: string): string[] {
  const folder = join(stateDir, STATE.runs);
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Where the state folder lists its runs, for the hint of a refusal; the newest of `ids` by name. */
export function whereRunsAre(stateDir: string, ids: readonly string[] = runIds(stateDir)): string {
  const newest = ids.length === 0 ? 'none so far' : `newest: ${ids.slice(-5).join(', ')}`;
  return `runs are kept in ${join(stateDir, STATE.runs)} (${newest}); \`npx lakequake status\` names the one that runs now`;
}

/** The specification of the newest run that has one; null without any. */
export function newestSpec(stateDir: string): RunSpec | null {
  const id = runIds(stateDir).findLast((one) => readSpec(stateDir, one) !== null);
  return id === undefined ? null : readSpec(stateDir, id);
}

function defaultRun(stateDir: string): RunPlaces {
  const ids = runIds(stateDir);
  if (existsSync(join(stateDir, STATE.lake, 'bronze'))) return labPlaces(stateDir, ids);
  const newest = ids.findLast((id) => readSpec(stateDir, id) !== null);
  if (newest !== undefined) return locateRun(stateDir, newest);
  throw new LakequakeError('not-found', 'there is no lake yet', {
    hint: 'start the lab with `npx lakequake up`, or run `npx lakequake drain`',
  });
}

function labPlaces(stateDir: string, ids: readonly string[]): RunPlaces {
  const specs = ids.map((id) => readSpec(stateDir, id));
  return {
    name: 'lab',
    lakeDir: join(stateDir, STATE.lake),
    ledger: { folder: join(stateDir, STATE.ledger) },
    logDirs: [join(stateDir, STATE.logs)],
    spec: specs.findLast((spec) => spec?.kind === 'lab') ?? null,
  };
}

function runPlaces(stateDir: string, runId: string, spec: RunSpec): RunPlaces {
  const folder = join(stateDir, STATE.runs, runId);
  return {
    name: runId,
    // A second deployment may write a lake of its own; a run copied from elsewhere has its lake beside its spec.
    lakeDir: existsSync(spec.lakeDir) ? spec.lakeDir : join(folder, STATE.lake),
    ledger: [join(folder, 'ledger.jsonl')].filter((file) => existsSync(file)),
    logDirs: [join(folder, STATE.logs), join(stateDir, STATE.logs)],
    spec,
  };
}

function readSpec(stateDir: string, runId: string): RunSpec | null {
  const file = join(stateDir, STATE.runs, runId, 'spec.json');
  if (!/^[\w-]+$/.test(runId) || !existsSync(file)) return null;
  return JSON.parse(readFileSync(file, 'utf8')) as RunSpec;
}
