// watermark-jumped: an accepted event is dated after the present moment. It drags the watermark with it, and what follows is late.
import { believedPositions } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'watermark-jumped',
  title: 'Event time runs ahead of the clock',
  notices: 'fault',
  limits: { aheadMs: 60_000 },
  evaluate({ now, observe }, { aheadMs }): Firing[] {
    const present = now.expected.eventTimeMs;
    if (present === null) return [];
    return believedPositions(now, observe).flatMap(({ partition, newestEventTime }) => {
      const ahead = (newestEventTime ?? present) - present;
      if (ahead <= aheadMs) return [];
      const says = `partition ${partition} has accepted an event dated ${Math.round(ahead / 1000)} s ahead of now`;
      return [{ subject: `partition ${partition}`, value: ahead, says }];
    });
  },
});
