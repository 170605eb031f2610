// A ports module (`--ports`): the process dies by SIGKILL at its n-th numbered port call, before the call has had any
// effect or after it has had all of it. With every n in turn, the crash points of a commit protocol are enumerated.
import { numberPortCalls } from '../../pipeline/contract/port-calls.ts';
import type { Ports } from '../../pipeline/contract/ports.ts';

export interface KillAtPortCall {
  /** 1 for the first call that counts. */
  n: number;
  phase: 'before' | 'after';
  /** Only these calls count, such as `storage.putIfAbsent`; all unless given. */
  calls?: readonly string[];
}

/** The calls by which a processor changes its lake. */
export const LAKE_WRITES = [
  'storage.temporaryPath',
  'storage.publish',
  'storage.putIfAbsent',
  'storage.put',
  'storage.remove',
] as const;

/** Wraps the ports of a process that is to die. */
export default function killAtPortCall(ports: Ports, { options }: { options: unknown }): Ports {
  const { n, phase, calls } = options as KillAtPortCall;
  let count = 0;
  const numbers = new Map<number, number>();
  const die = (): void => {
    process.kill(process.pid, 'SIGKILL');
  };
  return numberPortCalls(
    ports,
    {
      before: (call) => {
        if (calls !== undefined && !calls.includes(call.name)) return;
        numbers.set(call.n, ++count);
        if (phase === 'before' && count === n) die();
      },
      after: (call) => {
        if (phase === 'after' && numbers.get(call.n) === n) die();
        numbers.delete(call.n);
      },
    },
    ['storage', 'offsetStore'],
  );
}
