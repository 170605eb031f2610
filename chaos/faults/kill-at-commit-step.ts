// kill-at-commit-step: a processor dies by SIGKILL at the first step of its bronze commit; supervision starts it again, and it dies at the
// second step, and so on: every crash point of the commit, enumerated through the ports. A step is one port call, before it has had any
// effect or after it has had all of it. Proof: as many processes as were to die are gone, each with the step it told of before.
// Undo: the switch is taken away, and the processor started if it stayed down.
import { numberPortCalls, type PortCall } from '../../pipeline/contract/port-calls.ts';
import type { WrapPorts } from '../../pipeline/contract/ports.ts';
import { startChild, untilChildExited } from '../drivers/children.ts';
import { openSwitch, strikesOf, switchOff, switchOn } from '../drivers/ports-switch.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';

/** The calls a bronze commit is made of; where positions are kept with the data, the last is never made. */
const STEPS = new Set([
  'storage.temporaryPath',
  'storage.publish',
  'storage.putIfAbsent',
  'offsetStore.save',
]);
/** All deaths and starts in between must fit. */
const DEADLINE_MS = 100_000;

/** Whether a call belongs to the commit of a bronze batch (not to the making of the table). */
export function isCommitStep({ name, args }: Pick<PortCall, 'name' | 'args'>): boolean {
  if (!STEPS.has(name)) return false;
  if (name === 'offsetStore.save') return true;
  const path = String(args[name === 'storage.publish' ? 1 : 0]);
  return path.startsWith('bronze/') && !/0{20}\.json$|checkpoint/.test(path);
}

/** Counts the edges (before, after) of commit steps from the begin of a commit on, while it is on; tells the number of each. */
export function stepCounter(isOn: () => boolean) {
  let first: string | undefined;
  let counted = 0;
  const numbers = new Map<number, number>();
  return {
    before({ n, name }: PortCall): number | undefined {
      first ??= name;
      if (counted === 0 && (name !== first || !isOn())) return undefined;
      counted += 2;
      numbers.set(n, counted);
      return counted - 1;
    },
    after({ n }: PortCall): number | undefined {
      const number = numbers.get(n);
      numbers.delete(n);
      return number;
    },
  };
}

const wrap: WrapPorts = (ports, { options }) => {
  const { folder, deaths } = options as { folder: string; deaths: number };
  const control = openSwitch(folder);
  const incarnation = strikesOf(folder).length + 1;
  const counter = stepCounter(() => incarnation <= deaths && control.isOn());
  const reached = (step: number | undefined, edge: 'before' | 'after', { name }: PortCall) => {
    if (step !== incarnation) return;
    control.struck({ step, edge, call: name });
    process.kill(process.pid, 'SIGKILL');
  };
  return numberPortCalls(
    ports,
    {
      before: (call) => void (isCommitStep(call) && reached(counter.before(call), 'before', call)),
      after: (call) => void (isCommitStep(call) && reached(counter.after(call), 'after', call)),
    },
    ['storage', 'offsetStore'],
  );
};
export default wrap;

export const fault: Fault = {
  id: 'kill-at-commit-step',
  title: 'A processor is killed at every step of its commit, one after the other',
  async inject(_system, { args, folder, note }) {
    switchOn(folder);
    await untilOrDeadline(() => strikesOf(folder).length > 0);
    note({ killedAt: Date.now() });
    await untilOrDeadline(() => strikesOf(folder).length >= Number(args.deaths), DEADLINE_MS);
  },
  async observed(system, { args, folder }) {
    const strikes = strikesOf(folder);
    const gone = await Promise.all(
      strikes.map(({ pid }) => untilChildExited(system, String(args.processor), Number(pid))),
    );
    if (strikes.length < Number(args.deaths) || gone.includes(false)) return null;
    const steps = strikes.map(({ edge, call }) => `${edge} ${call}`);
    return {
      says: `${strikes.length} processes (${args.processor}) ended by SIGKILL: ${steps.join(', ')}`,
      facts: { strikes },
    };
  },
  async undo({ args, notes }, { system }) {
    const was = typeof notes.folder === 'string' && switchOff(notes.folder);
    return (await startChild(system, String(args.processor))) || was;
  },
};
