// A broker's disk, for faults: what its partitions hold, losing them, its identity, a limit on its files. In a folder of this machine or inside a
// container; the place alone says which, so that a record of it is enough for a later process.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DiskPlace } from '../../pipeline/runtime/cluster.ts';
import type { VolumePlace } from '../../pipeline/runtime/docker/container-disk.ts';
import { type Instance, isContainer } from '../../pipeline/runtime/instance.ts';

/** `<topic>-<partition>`; the cluster's own metadata is the controller's to keep. */
const PARTITION_FOLDER = /^(?!__cluster_metadata).+-\d+$/;

const onVolume = async (volume: VolumePlace, folder: string, script: string): Promise<string> =>
  (await import('../../pipeline/runtime/docker/container-disk.ts')).runOnVolume(volume, folder, script);

/** Sizes of a partition's log segments, the newest last; empty when it has no folder. */
export async function segmentBytes(
  { folder, volume }: DiskPlace,
  topic: string,
  partition: number,
): Promise<number[]> {
  const path = join(folder, `${topic}-${partition}`);
  if (volume !== undefined) {
    const script = `cd '${path}' 2>/dev/null && wc -c *.log | grep -v total || true`;
    const printed = await onVolume(volume, folder, script);
    return printed
      .split('\n')
      .flatMap((line) => /^\s*(\d+)\s/.exec(line)?.[1] ?? [])
      .map(Number);
  }
  if (!existsSync(path)) return [];
  const segments = readdirSync(path).filter((name) => name.endsWith('.log'));
  return segments.sort().map((name) => statSync(join(path, name)).size);
}

/** Deletes every partition, as when a disk is replaced; identity and metadata stay. The broker must be down. */
export async function dropPartitions({ folder, volume }: DiskPlace): Promise<void> {
  if (volume !== undefined) {
    const names = (await onVolume(volume, folder, `ls '${folder}'`)).split('\n');
    const lost = names.filter((name) => PARTITION_FOLDER.test(name)).map((name) => `'${folder}/${name}'`);
    if (lost.length > 0) await onVolume(volume, folder, `rm -rf ${lost.join(' ')}`);
    return;
  }
  for (const entry of readdirSync(folder).filter((one) => PARTITION_FOLDER.test(one)))
    rmSync(join(folder, entry), { recursive: true, force: true });
}

/** A text file on a broker's disk. */
export interface FilePlace extends DiskPlace {
  /** Absolute path; below `folder`. */
  file: string;
}

/** Where the broker's disk says whose it is. */
export const identityFile = (disk: DiskPlace): FilePlace => ({
  ...disk,
  file: join(disk.folder, 'meta.properties'),
});

/** The text of a file of a node’s disk, wherever that disk is. */
export async function readPlace({ file, folder, volume }: FilePlace): Promise<string> {
  return volume === undefined ? readFileSync(file, 'utf8') : onVolume(volume, folder, `cat '${file}'`);
}

/** Writes the whole text of a file of a node’s disk, wherever that disk is. */
export async function writePlace({ file, folder, volume }: FilePlace, text: string): Promise<void> {
  if (volume === undefined) writeFileSync(file, text);
  else await onVolume(volume, folder, `echo ${Buffer.from(text).toString('base64')} | base64 -d > '${file}'`);
}

/** Lets no file of this instance grow beyond so many bytes; false where the system cannot do it. */
export async function limitFiles(instance: Instance, bytes: number | 'unlimited'): Promise<boolean> {
  if (isContainer(instance)) {
    const { limitFilesOf } = await import('../../pipeline/runtime/docker/container-disk.ts');
    return limitFilesOf(instance.container, bytes);
  }
  try {
    execFileSync('prlimit', ['--pid', String(instance.pid), `--fsize=${bytes}:unlimited`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
