// Facts about processes: who of the process book is alive, who is stopped by a signal, and what the dead said last.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readContainers } from '../../runtime/docker/lab-containers.mjs';
import { isAlive } from '../../runtime/process-identity.mjs';
import { type RecordedProcess, readBook } from '../../runtime/recorded-processes.mjs';
import { stateLockHolder } from '../../runtime/state-lock.ts';
import type { RunPlaces } from '../locate-run.ts';
import { logFiles } from '../logs/collect.ts';
import type { Facts, ProcessorFacts, SourceFacts } from './facts.ts';
import type { LedgerSummary } from './gather-files.ts';

/** Fills in what the process book and the log folders tell. */
export function gatherProcesses(
  facts: Facts,
  stateDir: string,
  places: RunPlaces,
  ledger: LedgerSummary | null,
): void {
  const running = stateLockHolder(stateDir) !== undefined;
  facts.labRuns = places.name === 'lab' ? running : null;
  const book = existsSync(stateDir) ? readBook(stateDir) : [];
  const alive = new Map(book.filter(isAlive).map((entry) => [entry.name, entry]));
  facts.source = ledger === null ? null : sourceFacts(ledger, alive.get('source'));
  if (!running) return; // a run that has ended needs no process
  facts.processors = processorNames(alive, places).map((name) =>
    processorFacts(name, alive.get(name), places),
  );
  const containers = readContainers(stateDir)?.nodes ?? {};
  facts.brokers = [1, 2, 3].map((id) => {
    const entry = alive.get(`broker-${id}`);
    const container = containers[`broker-${id}`] ?? null;
    return {
      id,
      running: entry !== undefined || container !== null,
      paused: entry === undefined ? container?.paused === true : isStopped(entry.pid),
      proxyOpen: null,
      since: null,
    };
  });
}

function sourceFacts(ledger: LedgerSummary, entry: RecordedProcess | undefined): SourceFacts {
  return {
    ...ledger,
    alive: entry !== undefined,
    paused: entry !== undefined && isStopped(entry.pid),
    reportAgeMs: null,
    state: ledger.ended ? 'done' : null,
    madePerSecond: null,
    ackedPerSecond: null,
    targetRatePerSecond: null,
  };
}

/** Those alive and those that left a log: a dead one has struck itself out of the book. */
function processorNames(alive: ReadonlyMap<string, RecordedProcess>, places: RunPlaces): string[] {
  const own = places.logDirs.slice(0, 1);
  const names = [...alive.keys(), ...logFiles(own).map((one) => one.process)];
  const wanted = places.spec?.settings.processor.processes ?? Number.POSITIVE_INFINITY;
  return [...new Set(names)]
    .filter((name) => /^processor-\d+$/.test(name) && Number(name.slice(10)) <= wanted)
    .sort();
}

function processorFacts(name: string, entry: RecordedProcess | undefined, places: RunPlaces): ProcessorFacts {
  return {
    name,
    pid: entry?.pid ?? null,
    alive: entry !== undefined,
    paused: entry !== undefined && isStopped(entry.pid),
    reportAgeMs: null,
    state: null,
    assigned: [],
    lastError: entry === undefined ? lastWords(places.logDirs[0], name) : null,
    endedAt: null,
  };
}

/** The last error a process wrote to its standard error. */
function lastWords(folder: string | undefined, name: string): ProcessorFacts['lastError'] {
  const file = folder === undefined ? '' : join(folder, `${name}.out`);
  if (!existsSync(file)) return null;
  const found = readFileSync(file, 'utf8')
    .split('\n')
    .findLast((line) => /^\w*Error: /.test(line));
  if (found === undefined) return null;
  const message = found.replace(/^\w*Error: /, '');
  const offset = /offset (\d+)/.exec(message)?.[1] ?? null;
  const code = /silver\.poison|contract/.test(message) ? 'contract-violated' : 'internal';
  return { code, message, at: statSync(file).mtimeMs, partition: null, offset };
}

/** Whether a signal has stopped the process (SIGSTOP). */
export function isStopped(pid: number): boolean {
  if (process.platform !== 'linux')
    return /^T/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout?.toString() ?? '');
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^[Tt]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false; // it has just ended: not stopped but gone
  }
}
