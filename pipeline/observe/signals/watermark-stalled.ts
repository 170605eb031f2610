// watermark-stalled: event time goes on, and the watermark does not (or there is none yet): no window becomes final.
import { believedPositions, ownerOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'watermark-stalled',
  title: 'The event-time watermark stands still',
  notices: 'fault',
  limits: { stalledMs: 9_000 },
  // It moves with a batch of gold.
  limitsOn: { spark: { stalledMs: 40_000 } },
  evaluate({ now, before, observe }, { stalledMs }): Firing[] {
    const then = before(stalledMs);
    const [owner, earlier] = [ownerOf(now, observe), then && ownerOf(then, observe)];
    if (then === undefined || owner === undefined || earlier === undefined) return [];
    const newest = (snapshot: typeof now) =>
      Math.max(
        Number.NEGATIVE_INFINITY,
        ...believedPositions(snapshot, observe).flatMap(({ newestEventTime }) => newestEventTime ?? []),
      );
    const [mark, markThen] = [owner.eventTimeWatermark, earlier.eventTimeWatermark];
    const moved = mark !== null && (markThen === null || mark > markThen);
    if (moved || !Number.isFinite(newest(then)) || newest(now) <= newest(then)) return [];
    const says = `the watermark has stood still for ${stalledMs / 1000} s while newer events came`;
    return [{ subject: 'gold', value: now.at - then.at, says }];
  },
});
