// vanished-hosts: a part of the hosts (or all) sends nothing for a stretch. What they did not send did not happen: no error, nothing lost.
import { murmur2 } from '../../pipeline/kafka/send-partitioner.ts';
import { distortion, type Stretch } from '../distortion.ts';

export interface VanishOptions extends Stretch {
  /** Share of the hosts, 0 to 1. */
  hosts: number;
}

/** Whether a host is one of those that vanish; the same for all its events. */
export function vanishes(host: string | null, { seed, hosts }: VanishOptions): boolean {
  return (murmur2(Buffer.from(`${seed}/${host}`)) >>> 0) / 2 ** 32 < hosts;
}

const vanished = distortion<VanishOptions>({
  id: 'vanished-hosts',
  title: 'Hosts vanish',
  touches: ({ truth }, options) => vanishes(truth.host, options),
  distort: () => [],
  says: (changed) => `at least ${changed} events did not happen, because their hosts had vanished`,
});
export default vanished.wrap;
export const { fault } = vanished;
