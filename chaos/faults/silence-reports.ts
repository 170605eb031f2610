// silence-reports: a process goes on working and tells nobody: its reporting thread died, its metrics agent hangs. Only the reports stop;
// its last words would still come. Proof: the reports it did not send. Undo: take the switch away.
import type { WrapPorts } from '../../pipeline/contract/ports.ts';
import { openSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

const wrap: WrapPorts = (ports, { options }) => {
  const link = openSwitch((options as { folder: string }).folder);
  const inner = ports.reports;
  return {
    ...ports,
    reports: {
      tell(message) {
        if (link.isOn()) link.struck({ kept: message.type });
        else inner.tell(message);
      },
    },
  };
};
export default wrap;

export const fault = switchedFault({
  id: 'silence-reports',
  title: 'A process stops reporting',
  says: (strikes) => `${strikes.length} reports or more were not sent`,
});
