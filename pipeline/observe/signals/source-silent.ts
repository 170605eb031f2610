// source-silent: the source means to send, and nothing has been acknowledged for a while, longer than its rate explains.
import { isSending, sourceOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'source-silent',
  title: 'Nothing is acknowledged',
  notices: 'fault',
  limits: { silentMs: 3_000, startMs: 10_000, eventsDue: 200 },
  evaluate({ now, since, observe }, { silentMs, startMs, eventsDue }): Firing[] {
    const source = isSending(now) ? sourceOf(now, observe) : undefined;
    if (source === undefined || source.targetRatePerSecond === 0) return [];
    const known = since(Number.POSITIVE_INFINITY).filter(({ source: one }) => one?.value.pid === source.pid);
    const other = known.findLastIndex(({ source: one }) => one?.value.acked !== source.acked);
    const from = known[other + 1] ?? now;
    const silent = now.at - from.at;
    const due = source.targetRatePerSecond === null ? 0 : (eventsDue / source.targetRatePerSecond) * 1000;
    // The first acknowledgement waits for connections to be made.
    if (silent < Math.max(source.acked === 0 ? startMs : silentMs, due)) return [];
    const says = `no event was acknowledged for ${Math.round(silent / 100) / 10} s`;
    return [{ subject: 'source', value: silent, says }];
  },
});
