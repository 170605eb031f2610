// toxic-timeout: nothing comes through and, with timeoutMs 0, nothing is closed either: a hung connection.
import { toxicFault } from '../toxic-fault.ts';

export const fault = toxicFault({
  id: 'toxic-timeout',
  title: 'A connection hangs',
  type: 'timeout',
  attributes: (args) => ({ timeout: Number(args.timeoutMs ?? 0) }),
});
