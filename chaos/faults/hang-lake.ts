// hang-lake: every call to the lake's storage hangs, as on a network disk whose server is gone: no error, no progress, and the process
// lives and reports. Proof: the calls that hang. Undo: take the switch away; the calls go on where they were.
import type { WrapPorts } from '../../pipeline/contract/ports.ts';
import { until } from '../../pipeline/contract/until.ts';
import { openSwitch, type PortsSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

const LONGEST_MS = 600_000;

type Call = (...args: unknown[]) => unknown;

function hanging(link: PortsSwitch, name: string, call: Call): Call {
  return async (...args) => {
    if (link.isOn()) {
      link.struck({ call: name });
      await until(() => !link.isOn(), {
        deadlineMs: LONGEST_MS,
        everyMs: 50,
        what: 'the lake to answer again',
      });
    }
    return call(...args);
  };
}

const wrap: WrapPorts = (ports, { options }) => {
  const link = openSwitch((options as { folder: string }).folder);
  const storage = new Proxy(ports.storage, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      // The one call that asks nobody.
      if (typeof value !== 'function' || property === 'localPath') return value;
      return hanging(link, String(property), (value as Call).bind(target));
    },
  });
  return { ...ports, storage };
};
export default wrap;

export const fault = switchedFault({
  id: 'hang-lake',
  title: 'The lake’s storage hangs',
  says: (strikes) => `${strikes.length} calls to the storage hung`,
});
