// controller-missing: the cluster's controller gives no sign of life at its own port. Without it nothing seems wrong (data flows on) until
// the next election or change of a topic is due. Not watched with `observe.watchController: false`.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'controller-missing',
  title: 'The controller is missing',
  notices: 'fault',
  limits: { silentMs: 3_000 },
  evaluate({ now, before, observe }, { silentMs }): Firing[] {
    if (!observe.watchController || now.controller === null) return [];
    const { answeredAt } = now.controller;
    if (answeredAt === null && before(silentMs) === undefined) return [];
    const silent = answeredAt === null ? silentMs : now.at - answeredAt;
    if (answeredAt !== null && silent <= silentMs) return [];
    const says = `the controller has not answered for ${Math.round(silent / 100) / 10} s: no election, no change of a topic`;
    return [{ subject: 'controller', value: silent, says }];
  },
});
