// hold-table-writes: whoever wants to write to one table waits, in its storage call, until the fault is undone; reads go on, and so does
// every other table. From outside it is a streaming query that has stopped while its process lives and reports. Proof: the calls that wait.
import { setTimeout as delay } from 'node:timers/promises';
import type { LakeStorage, WrapPorts } from '../../pipeline/contract/ports.ts';
import { openSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

const LOOK_EVERY_MS = 25;

const wrap: WrapPorts = (ports, { options }) => {
  const { folder, table } = options as { folder: string; table: string };
  const link = openSwitch(folder);
  const { storage } = ports;
  const pass = async (call: string, path: string): Promise<void> => {
    if (!path.startsWith(`${table}/`) || !link.isOn()) return;
    link.struck({ call, path });
    while (link.isOn()) await delay(LOOK_EVERY_MS);
  };
  const held: LakeStorage = {
    ...storage,
    temporaryPath: (path) => pass('temporaryPath', path).then(() => storage.temporaryPath(path)),
    publish: (temporary, path) => pass('publish', path).then(() => storage.publish(temporary, path)),
    put: (path, content) => pass('put', path).then(() => storage.put(path, content)),
    putIfAbsent: (path, text) => pass('putIfAbsent', path).then(() => storage.putIfAbsent(path, text)),
  };
  return { ...ports, storage: held };
};
export default wrap;

export const fault = switchedFault({
  id: 'hold-table-writes',
  title: 'The query of one table stands still',
  says: (strikes, { table }) => `${strikes.length} writes to ${table} wait in a living process`,
});
