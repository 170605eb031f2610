// watermark-stalled: event time goes on, and the watermark does not: no window becomes final.
import { ownerOf, positionsOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';
import type { MetricSnapshot } from '../snapshot.ts';

function newest(snapshot: MetricSnapshot): number {
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...positionsOf(snapshot).map(({ newestEventTime }) => newestEventTime ?? Number.NEGATIVE_INFINITY),
  );
}

export const signal = signalRule({
  id: 'watermark-stalled',
  title: 'The event-time watermark stands still',
  notices: 'fault',
  limits: { stalledMs: 12_000 },
  evaluate({ now, before, observe }, { stalledMs }): Firing[] {
    const then = before(stalledMs);
    const [mark, earlier] = [
      ownerOf(now, observe)?.eventTimeWatermark,
      then && ownerOf(then, observe)?.eventTimeWatermark,
    ];
    if (
      then === undefined ||
      mark == null ||
      earlier == null ||
      mark > earlier ||
      newest(now) <= newest(then)
    )
      return [];
    return [
      {
        subject: 'gold',
        value: now.at - then.at,
        says: `the watermark has stood still for ${stalledMs / 1000} s while newer events came`,
      },
    ];
  },
});
