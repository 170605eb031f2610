// slow-lake: storage takes its time with every write below the paths given (all of the lake unless told otherwise); reads are quick. The
// write itself is made whole, after the delay. Proof: the delayed writes, and whether two processes wanted the same file at once.
import { setTimeout as delay } from 'node:timers/promises';
import type { LakeStorage, WrapPorts } from '../../pipeline/contract/ports.ts';
import { openSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

export interface SlowLakeOptions {
  delayMs: number;
  /** A regular expression over the path of what is written. */
  paths?: string;
  /** The fault has struck only if two processes waited for the same path at the same time. */
  needsOverlap?: boolean;
}

const wrap: WrapPorts = (ports, { options }) => {
  const { folder, delayMs, paths = '' } = options as SlowLakeOptions & { folder: string };
  const link = openSwitch(folder);
  const wanted = new RegExp(paths);
  const { storage } = ports;
  const wait = async (path: string): Promise<void> => {
    if (!wanted.test(path) || !link.isOn()) return;
    link.struck({ path, untilMs: Date.now() + delayMs });
    await delay(delayMs);
  };
  const slow: LakeStorage = {
    ...storage,
    publish: (temporary, path) => wait(path).then(() => storage.publish(temporary, path)),
    put: (path, content) => wait(path).then(() => storage.put(path, content)),
    putIfAbsent: (path, text) => wait(path).then(() => storage.putIfAbsent(path, text)),
  };
  return { ...ports, storage: slow };
};
export default wrap;

interface Strike {
  at: number;
  pid: number;
  path: string;
  untilMs: number;
}

/** Writes of two processes to one path of which the later began before the earlier ended. */
export function overlaps(strikes: readonly Strike[]): number {
  return strikes.filter((one) =>
    strikes.some(
      (other) =>
        other.pid !== one.pid && other.path === one.path && other.at <= one.at && one.at < other.untilMs,
    ),
  ).length;
}

export const fault = switchedFault({
  id: 'slow-lake',
  title: 'The storage of the lake is slow',
  says(strikes, args) {
    const { delayMs, needsOverlap = false } = args as unknown as SlowLakeOptions;
    const met = overlaps(strikes as unknown as Strike[]);
    if (needsOverlap && met === 0) return null;
    const both = met === 0 ? '' : `; ${met} times two writers wrote the same version at once`;
    return `${strikes.length} writes to the lake took ${delayMs} ms longer${both}`;
  },
});
