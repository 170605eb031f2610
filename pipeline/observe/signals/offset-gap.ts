// offset-gap: the oldest record still in the log lies beyond a consumer's position: what lay between was deleted before it was read.
import { knownPositions } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'offset-gap',
  title: 'Records are deleted before they are read',
  notices: 'damage',
  limits: { records: 0, windowMs: 20_000 },
  evaluate({ since }, { records, windowMs }): Firing[] {
    const gaps = new Map<number, number>();
    for (const snapshot of since(windowMs))
      for (const [partition, { position }] of knownPositions(snapshot)) {
        const start = snapshot.cluster?.value.startOffsets?.[String(partition)];
        const gap = start === undefined ? 0 : Number(start) - Number(position.position);
        gaps.set(partition, Math.max(gap, gaps.get(partition) ?? 0));
      }
    return [...gaps].flatMap(([partition, gap]) =>
      gap > records
        ? [
            {
              subject: `partition ${partition}`,
              value: gap,
              says: `${gap} records of partition ${partition} were deleted before they were read`,
            },
          ]
        : [],
    );
  },
});
