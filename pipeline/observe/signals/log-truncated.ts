// log-truncated: the end of a partition's log went back. Records that consumers may have seen, and producers were told of, are gone.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'log-truncated',
  title: 'The end of a log went back',
  notices: 'damage',
  limits: { windowMs: 20_000, records: 0 },
  evaluate({ since }, { windowMs, records }): Firing[] {
    const furthest = new Map<string, number>();
    const lost = new Map<string, number>();
    const answers = new Set(since(windowMs).map(({ cluster }) => cluster));
    for (const cluster of answers)
      for (const [partition, text] of Object.entries(cluster?.value.endOffsets ?? {})) {
        const [end, known] = [Number(text), furthest.get(partition) ?? 0];
        if (end < known) lost.set(partition, Math.max(lost.get(partition) ?? 0, known - end));
        // From here on the shorter log is the log.
        furthest.set(partition, end);
      }
    return [...lost].flatMap(([partition, value]) =>
      value > records
        ? [
            {
              subject: `partition ${partition}`,
              value,
              says: `the end of partition ${partition} went back by ${value} records`,
            },
          ]
        : [],
    );
  },
});
