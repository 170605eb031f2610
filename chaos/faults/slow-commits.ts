// slow-commits: every commit to one table takes delayMs longer, as an object store under load takes it. Nothing fails and nothing is
// lost by it; what it does to whoever waits is the lesson. Proof: the delays the processor served, each longer than asked for at least.
import { setTimeout as delay } from 'node:timers/promises';
import type { WrapPorts } from '../../pipeline/contract/ports.ts';
import { openSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

/** Fewer slow commits than this prove nothing. */
const LEAST_COMMITS = 2;

const wrap: WrapPorts = (ports, { options }) => {
  const { folder, table, delayMs } = options as { folder: string; table: string; delayMs: number };
  const control = openSwitch(folder);
  const { storage } = ports;
  const putIfAbsent: typeof storage.putIfAbsent = async (path, text) => {
    if (!path.startsWith(`${table}/`) || !control.isOn()) return storage.putIfAbsent(path, text);
    const begun = performance.now();
    await delay(delayMs);
    control.struck({ path, waitedMs: Math.round(performance.now() - begun) });
    return storage.putIfAbsent(path, text);
  };
  return { ...ports, storage: { ...storage, putIfAbsent } };
};
export default wrap;

export const fault = switchedFault({
  id: 'slow-commits',
  title: 'Commits to a table take long',
  says(strikes, { table, delayMs }) {
    const long = strikes.filter(({ waitedMs }) => Number(waitedMs) >= Number(delayMs) * 0.99);
    return long.length < LEAST_COMMITS
      ? null
      : `${long.length} commits to ${table} took ${delayMs} ms or more`;
  },
});
