// skew-clock: the clock of a process jumps by `byMs` and stays wrong: a bad time server, a resumed virtual machine. The real time goes on
// underneath. Proof: the process tells that it read the wrong time. Undo: take the switch away; the clock jumps back.
import type { WrapPorts } from '../../pipeline/contract/ports.ts';
import { openSwitch } from '../drivers/ports-switch.ts';
import { switchedFault } from '../switched-fault.ts';

const wrap: WrapPorts = (ports, { options }) => {
  const { folder, byMs } = options as { folder: string; byMs: number };
  const link = openSwitch(folder, 1);
  const inner = ports.clock;
  return {
    ...ports,
    clock: {
      now() {
        if (!link.isOn()) return inner.now();
        link.struck({ byMs });
        return inner.now() + byMs;
      },
    },
  };
};
export default wrap;

export const fault = switchedFault({
  id: 'skew-clock',
  title: 'A clock jumps',
  says: (_strikes, { byMs }) =>
    `the process reads a time ${Math.abs(Number(byMs)) / 1000} s ${Number(byMs) < 0 ? 'behind' : 'ahead'}`,
});
