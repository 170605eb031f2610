// Compares the commits of a table's log with what they were when this process first read them, a few at a time, for ever in turn, and puts
// back what is no longer the same. Commits never change (https://github.com/delta-io/delta/blob/master/PROTOCOL.md#delta-log-entries), so
// any difference is damage. One that is already damaged at the first look can be told, and not mended. Never on the commit path.
import { parseActions } from './actions.ts';
import { commitPath, commitVersionOf, logDirectory } from './log-names.ts';
import type { DeltaPorts } from './ports.ts';

export interface DamagedCommit {
  version: number;
  /** Whether it was put back. */
  restored: boolean;
}

/** Commits looked after; older ones have stood behind a checkpoint for long. */
const KEPT = 2_000;
/** Commits read in one round at most; a change of length shows without reading. */
const READ_A_ROUND = 64;

/** One round each call: the commits that are not what they were. */
export function logVerifier(ports: DeltaPorts, tablePath: string): () => Promise<DamagedCommit[]> {
  const { storage } = ports;
  /** By version, longest not looked at first. */
  const copies = new Map<number, Uint8Array>();
  /** Damaged from the first look on. */
  const hopeless = new Set<number>();

  async function firstLook(version: number): Promise<DamagedCommit[]> {
    const content = await storage.read(commitPath(tablePath, version));
    if (content === undefined) return [];
    if (isReadable(content, version)) {
      copies.set(version, content);
      return [];
    }
    hopeless.add(version);
    return [{ version, restored: false }];
  }

  async function lookAgain(version: number): Promise<DamagedCommit[]> {
    const path = commitPath(tablePath, version);
    const copy = copies.get(version)!;
    copies.delete(version);
    const content = await storage.read(path);
    // Cleaned up meanwhile, which is no damage.
    if (content === undefined) return [];
    copies.set(version, copy);
    if (Buffer.compare(content, copy) === 0) return [];
    await storage.put(path, copy);
    return [{ version, restored: true }];
  }

  return async () => {
    const sizes = await newestCommits(ports, tablePath);
    for (const version of [...copies.keys()]) if (!sizes.has(version)) copies.delete(version);
    const unknown = [...sizes.keys()].filter((version) => !copies.has(version) && !hopeless.has(version));
    const resized = [...copies].flatMap(([version, { length }]) =>
      sizes.get(version) === length ? [] : [version],
    );
    const inTurn = [...copies.keys()].slice(0, READ_A_ROUND).filter((version) => !resized.includes(version));
    const damaged: DamagedCommit[] = [];
    for (const version of [...resized, ...inTurn]) damaged.push(...(await lookAgain(version)));
    for (const version of unknown) damaged.push(...(await firstLook(version)));
    return damaged;
  };
}

/** Sizes of the newest commits in bytes, by version. */
async function newestCommits({ storage }: DeltaPorts, tablePath: string): Promise<Map<number, number>> {
  const commits = (await storage.list(logDirectory(tablePath))).flatMap(({ name, sizeBytes }) => {
    const version = commitVersionOf(name);
    return version === undefined ? [] : [[version, sizeBytes] as const];
  });
  return new Map(commits.slice(-KEPT));
}

function isReadable(content: Uint8Array, version: number): boolean {
  try {
    return parseActions(new TextDecoder().decode(content), version).length > 0;
  } catch {
    return false;
  }
}
