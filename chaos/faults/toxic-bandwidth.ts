// toxic-bandwidth: a connection to a broker carries only so many kilobytes a second.
import { toxicFault } from '../toxic-fault.ts';

export const fault = toxicFault({
  id: 'toxic-bandwidth',
  title: 'Little bandwidth to a broker',
  type: 'bandwidth',
  attributes: (args) => ({ rate: Number(args.kilobytesPerSecond) }),
});
