// toxic-reset-peer: connections to a broker are reset after timeoutMs, the answer to a write already made among them.
import { toxicFault } from '../toxic-fault.ts';

export const fault = toxicFault({
  id: 'toxic-reset-peer',
  title: 'Connections are reset',
  type: 'reset_peer',
  attributes: (args) => ({ timeout: Number(args.timeoutMs ?? 0) }),
});
