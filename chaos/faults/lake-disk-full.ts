// lake-disk-full: the disk under the lake has room now and then only, as a full disk has on which others still delete: a seeded share of
// the writes ends half way with ENOSPC. What was written of it stays where the writer writes: at its temporary path or, if that is its
// way, under the final name. Proof: the writes that were cut, among them at least one commit.
import { stat, truncate, writeFile } from 'node:fs/promises';
import type { LakeStorage, WrapPorts } from '../../pipeline/contract/ports.ts';
import { DeltaError } from '../../pipeline/delta/errors.ts';
import { uniform } from '../distortion.ts';
import { openSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

const COMMIT = /\d{20}\.json$/;

function noSpace(path: string): DeltaError {
  const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  return new DeltaError('storage', `${path} could not be written`, {
    cause,
    context: { path, system: 'ENOSPC' },
    hint: 'Free some space on the disk of the lake.',
  });
}

const wrap: WrapPorts = (ports, { options }) => {
  const { folder, seed, share } = options as { folder: string; seed: number; share: number };
  const link = openSwitch(folder);
  const { storage } = ports;
  let writes = 0;
  const fits = () => !link.isOn() || uniform(seed, writes++) >= share;
  /** Half of the text, where a writer of this storage begins to write the file. */
  async function cut(path: string, content: Uint8Array | string): Promise<never> {
    const at = storage.localPath(await storage.temporaryPath(path));
    await writeFile(at, content.slice(0, Math.floor(content.length / 2)));
    link.struck({ path, commit: COMMIT.test(path) });
    throw noSpace(path);
  }
  const full: LakeStorage = {
    ...storage,
    put: async (path, content) => (fits() ? storage.put(path, content) : cut(path, content)),
    putIfAbsent: async (path, text) => {
      if (fits()) return storage.putIfAbsent(path, text);
      // Nobody writes to a name that is taken: that is told without a byte.
      return (await storage.exists(path)) ? false : cut(path, text);
    },
    publish: async (temporary, path) => {
      if (fits()) return storage.publish(temporary, path);
      const local = storage.localPath(temporary);
      await truncate(local, Math.floor((await stat(local)).size / 2));
      link.struck({ path, commit: false });
      throw noSpace(path);
    },
  };
  return { ...ports, storage: full };
};
export default wrap;

export const fault = switchedFault({
  id: 'lake-disk-full',
  title: 'The disk under the lake is full',
  says(strikes) {
    const commits = strikes.filter(({ commit }) => commit === true).length;
    return commits === 0
      ? null
      : `${strikes.length} writes to the lake ended half way with ENOSPC, ${commits} of them commits`;
  },
});
