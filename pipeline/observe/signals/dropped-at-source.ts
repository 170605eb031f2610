// dropped-at-source: the source has thrown events away before Kafka ever saw them.
import { sourceOf } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'dropped-at-source',
  title: 'The source throws events away',
  notices: 'damage',
  limits: { events: 0 },
  evaluate({ now, observe }, { events }): Firing[] {
    const value = sourceOf(now, observe)?.droppedAtSource ?? 0;
    if (value <= events) return [];
    return [{ subject: 'source', value, says: `the source has thrown ${value} events away` }];
  },
});
