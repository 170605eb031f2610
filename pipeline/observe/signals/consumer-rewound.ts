// consumer-rewound: a position went back, so records are read again; unless something leaves the repeated ones out, they count twice.
// (Burrow's rewind rule.) Two reports must agree, since a consumer that was paused wakes up with an old position and drops it at once.
import { positionSamples } from '../positions.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'consumer-rewound',
  title: 'A consumer reads again what it had read',
  notices: 'damage',
  limits: { windowMs: 15_000, records: 0 },
  evaluate(view, { windowMs, records }): Firing[] {
    return [...positionSamples(view, windowMs)].flatMap(([partition, samples]) => {
      let furthest = Number.NEGATIVE_INFINITY;
      let back = 0;
      samples.forEach(({ position }, index) => {
        const next = samples[index + 1]?.position ?? Number.POSITIVE_INFINITY;
        if (next < furthest) back = Math.max(back, furthest - Math.max(position, next));
        furthest = Math.max(furthest, position);
      });
      if (back <= records) return [];
      const says = `partition ${partition}: the position went back by ${back} records`;
      return [{ subject: `partition ${partition}`, value: back, says }];
    });
  },
});
