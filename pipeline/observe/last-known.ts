// What was in force at the last start (settings, SQL files, versions, topic settings), in one small file, so that the
// next start can journal what changed while nothing ran. The first start journals nothing: there is nothing to compare with.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LakequakeError } from '../contract/errors.ts';
import type { Change, ChangeKind } from '../contract/journal.ts';
import { replaceFile } from '../runtime/replace-file.ts';
import { appendChanges } from './change-journal.ts';
import { type ChangeOrigin, diffSettings } from './diff-settings.ts';

/** Everything whose change can break a pipeline, by kind; each a tree of plain values. */
export interface InForce {
  settings?: unknown;
  /** Text hash by file name, see `sqlHashes`. */
  sql?: Record<string, string>;
  /** Such as `{ lakequake: '0.1.0', kafka: '4.3.1', node: 'v20.20.0' }`. */
  version?: Record<string, string>;
  /** Effective settings by topic. */
  topic?: Record<string, unknown>;
  /** Columns by table. */
  schema?: Record<string, unknown>;
}

const KINDS = ['settings', 'sql', 'version', 'topic', 'schema'] as const satisfies readonly ChangeKind[];

/** Compares what is in force with the last start, journals and returns the changes, and remembers the new state. */
export function journalChangesSinceLastStart(stateDir: string, now: InForce, origin: ChangeOrigin): Change[] {
  const last = readLastKnown(stateDir);
  const changes = KINDS.flatMap((kind) => changesOfKind(kind, last, now, origin));
  appendChanges(stateDir, changes);
  writeLastKnown(stateDir, { ...last, ...now });
  return changes;
}

/** A kind that one side does not know is not a change. */
function changesOfKind(
  kind: (typeof KINDS)[number],
  last: InForce,
  now: InForce,
  origin: ChangeOrigin,
): Change[] {
  if (last[kind] === undefined || now[kind] === undefined) return [];
  const before = JSON.parse(JSON.stringify(last[kind]));
  const after = JSON.parse(JSON.stringify(now[kind]));
  return diffSettings(before, after, origin, kind);
}

/** Hash of every `.sql` file below a folder, by its path relative to it with the dot left out of the way of dotted paths. */
export function sqlHashes(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.sql')) continue;
    const file = join(entry.parentPath, entry.name);
    hashes[relative(folder, file)] = createHash('sha256')
      .update(readFileSync(file))
      .digest('hex')
      .slice(0, 16);
  }
  return hashes;
}

function lastKnownFile(stateDir: string): string {
  return join(stateDir, 'last-known.json');
}

function readLastKnown(stateDir: string): InForce {
  const file = lastKnownFile(stateDir);
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as InForce;
  } catch (cause) {
    throw new LakequakeError('internal', 'the file last-known.json of the state folder is damaged', {
      cause,
      context: { file },
      hint: 'delete it; the next start then has nothing to compare with',
    });
  }
}

function writeLastKnown(stateDir: string, inForce: InForce): void {
  mkdirSync(stateDir, { recursive: true });
  replaceFile(lastKnownFile(stateDir), JSON.stringify(inForce, null, 1));
}
