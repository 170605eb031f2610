// When something became visible in a lake, by the lake's own log: a commit is visible from the moment its file is there. No engine is
// asked, so one clock measures them all.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TABLES, type TableName } from '../../pipeline/contract/tables.ts';

export interface Commit {
  version: number;
  /** When its file was written, ms. */
  at: number;
  /** WRITE, STREAMING UPDATE, OPTIMIZE, … */
  operation: string;
  /** Data files it brought, relative to the table's folder. */
  added: string[];
  /** `txn` versions by application id. */
  transactions: Map<string, number>;
  /** What the writer noted, as text. */
  userMetadata: string | undefined;
}

/** Commits that only rearrange what is there. */
const HOUSEKEEPING = new Set(['OPTIMIZE', 'REPAIR', 'VACUUM START', 'VACUUM END', 'CREATE TABLE']);

interface Line {
  add?: { path: string };
  txn?: { appId: string; version: number };
  commitInfo?: { operation?: string; userMetadata?: string };
}

/** The commits of a table that brought data, in order. */
export async function commitsOf(lakeDir: string, table: TableName): Promise<Commit[]> {
  const folder = join(lakeDir, TABLES[table].path, '_delta_log');
  const names = (await readdir(folder)).filter((name) => /^\d{20}\.json$/.test(name)).sort();
  const commits = await Promise.all(names.map((name) => readCommit(folder, name)));
  return commits.filter(({ operation }) => !HOUSEKEEPING.has(operation));
}

async function readCommit(folder: string, name: string): Promise<Commit> {
  const file = join(folder, name);
  const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const info = lines.find((line) => line.commitInfo)?.commitInfo;
  return {
    version: Number(name.slice(0, 20)),
    at: Math.round(mtimeMs),
    operation: info?.operation ?? '',
    added: lines.flatMap(({ add }) => (add ? [decodeURIComponent(add.path)] : [])),
    transactions: new Map(lines.flatMap(({ txn }) => (txn ? [[txn.appId, txn.version] as const] : []))),
    userMetadata: info?.userMetadata,
  };
}

/** When the newest of these tables got its last data, ms. */
export async function lastCommitMs(lakeDir: string, tables: readonly TableName[]): Promise<number> {
  const commits = await Promise.all(tables.map((table) => commitsOf(lakeDir, table)));
  return Math.max(...commits.flat().map(({ at }) => at));
}
