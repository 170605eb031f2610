// source-silent: the source means to send, and nothing has been acknowledged for a while.
import { isSending } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'source-silent',
  title: 'Nothing is acknowledged',
  notices: 'fault',
  limits: { silentMs: 3_000 },
  evaluate({ now, before }, { silentMs }): Firing[] {
    const then = before(silentMs);
    if (!isSending(now) || !then || then.source === null || then.source.value.pid !== now.source?.value.pid)
      return [];
    if (now.source.value.acked > then.source.value.acked || now.source.value.targetRatePerSecond === 0)
      return [];
    const silent = now.at - then.at;
    return [
      {
        subject: 'source',
        value: silent,
        says: `no event was acknowledged for ${Math.round(silent / 100) / 10} s`,
      },
    ];
  },
});
