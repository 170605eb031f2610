// toxic-latency: every answer of a broker takes longer, by latencyMs give or take jitterMs.
import { toxicFault } from '../toxic-fault.ts';

export const fault = toxicFault({
  id: 'toxic-latency',
  title: 'A broker answers slowly',
  type: 'latency',
  attributes: (args) => ({ latency: Number(args.latencyMs), jitter: Number(args.jitterMs ?? 0) }),
});
