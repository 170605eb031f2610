// A suite on disk, `<state>/suites/<id>/`: what it is (suite.json), and a line per finished run (results.jsonl), written before the next
// one begins, so that an interrupted suite goes on with what is missing. It goes on only where everything is the same: the choice, the
// seed, the settings and every line of code that decides a verdict.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineChoice } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import type { RuntimeName } from '../../pipeline/runtime/cluster.ts';
import type { PlannedRun, SuiteMode } from './plan.ts';
import type { SuiteResult } from './suite-result.ts';

/** What a suite is; two suites with the same identity are the same. */
export interface SuiteIdentity {
  mode: SuiteMode;
  /** Keys of all runs. */
  runs: string[];
  seed: number;
  settings: Settings | null;
  runtime: RuntimeName;
  /** Absent: duckdb. */
  engine?: EngineChoice;
  /** Hash of the code that decides verdicts. */
  code: string;
}

export interface SuiteRecord {
  id: string;
  folder: string;
  seed: number;
  /** Results so far, in the order they came; those of an earlier, interrupted session first. */
  readonly results: SuiteResult[];
  append(result: SuiteResult): void;
}

/** What is written before the first run. */
export interface SuiteHead {
  id: string;
  startedAt: number;
  identity: SuiteIdentity;
}

const HEAD = 'suite.json';
const RESULTS = 'results.jsonl';

/** Where suites keep their results, a folder each. */
export function suitesFolder(stateDir: string): string {
  return join(stateDir, 'suites');
}

export interface OpenSuiteOptions {
  mode: SuiteMode;
  runs: readonly PlannedRun[];
  /** null: that of the suite that goes on, else from the clock. */
  seed: number | null;
  settings: Settings | null;
  runtime: RuntimeName;
  engine?: EngineChoice;
  /** Begin anew, whatever lies there. */
  fresh: boolean;
}

/** The newest unfinished suite that is the same, else a new one. */
export function openSuite(
  stateDir: string,
  { mode, runs, fresh, settings, runtime, engine, ...wanted }: OpenSuiteOptions,
): SuiteRecord {
  const keys = runs.map(({ key }) => key);
  const other = engine === undefined || engine.engine === 'duckdb' ? {} : { engine };
  const identity = { mode, seed: wanted.seed, settings, runtime, ...other, runs: keys, code: codeHash() };
  const unfinished = fresh ? undefined : findUnfinished(stateDir, identity);
  if (unfinished !== undefined) return recordOf(stateDir, unfinished);
  const startedAt = firstFree(stateDir, Date.now());
  const seed = wanted.seed ?? startedAt % 100_000;
  const head = { id: startedAt.toString(36), startedAt, identity: { ...identity, seed } };
  const folder = join(suitesFolder(stateDir), head.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, HEAD), JSON.stringify(head, null, 2));
  return recordOf(stateDir, head);
}

/** Ids are times. */
function firstFree(stateDir: string, at: number): number {
  return existsSync(join(suitesFolder(stateDir), at.toString(36))) ? firstFree(stateDir, at + 1) : at;
}

/** A suite as it lies on disk, finished, interrupted or under way. */
export interface KeptSuite extends SuiteHead {
  results: SuiteResult[];
}

/** What suites there are, the newest first. Their results are read one by one, where they are wanted: they are many. */
export function suiteHeads(stateDir: string): SuiteHead[] {
  const folder = suitesFolder(stateDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((id) => readHead(join(folder, id)) ?? [])
    .sort((a, b) => b.startedAt - a.startedAt);
}

/** Reads only, also beside a suite that runs. */
export function keptSuite(stateDir: string, head: SuiteHead): KeptSuite {
  const lines = wholeLines(textOf(join(suitesFolder(stateDir), head.id, RESULTS)));
  return { ...head, results: resultsIn(lines) };
}

function findUnfinished(
  stateDir: string,
  wanted: Omit<SuiteIdentity, 'seed'> & { seed: number | null },
): SuiteHead | undefined {
  return suiteHeads(stateDir).find(
    (head) =>
      JSON.stringify(head.identity) ===
        JSON.stringify({ ...wanted, seed: wanted.seed ?? head.identity.seed }) &&
      keptSuite(stateDir, head).results.length < head.identity.runs.length,
  );
}

function recordOf(stateDir: string, { id, identity }: SuiteHead): SuiteRecord {
  const folder = join(suitesFolder(stateDir), id);
  const results = readResults(folder);
  return {
    id,
    folder,
    seed: identity.seed,
    results,
    append(result) {
      appendFileSync(join(folder, RESULTS), `${JSON.stringify(result)}\n`);
      results.push(result);
    },
  };
}

/** Undefined for a folder that is none of a suite. */
function readHead(folder: string): SuiteHead | undefined {
  const file = join(folder, HEAD);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SuiteHead) : undefined;
}

/** The results, to which more will be appended: a torn last line (the suite was killed while writing it) is cut off first. */
function readResults(folder: string): SuiteResult[] {
  const file = join(folder, RESULTS);
  const text = textOf(file);
  const whole = wholeLines(text);
  if (whole.length < text.length) writeFileSync(file, whole);
  return resultsIn(whole);
}

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** A torn last line is no result: that run is made again. */
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1);

function resultsIn(lines: string): SuiteResult[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SuiteResult);
}

const CODE_FOLDERS = ['chaos', 'pipeline', 'cli'];

/** Changes whenever a source file of scenarios, checkers or pipeline does. */
export function codeHash(): string {
  const hash = createHash('sha256');
  for (const folder of CODE_FOLDERS) {
    const root = fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
    for (const name of names.filter((one) => /\.(ts|mjs|sql|py|properties)$/.test(one)))
      hash.update(name).update(readFileSync(join(root, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
