// Where the time from produced to visible goes, stage by stage. Pure.
import type { LatencyFacts } from './facts.ts';
import { forMs } from './phrases.ts';

/** One phrase per stage that is known: its own share, not the sum so far. */
export function breakdown({ ackMs, bronzeMs, silverMs, goldMs }: LatencyFacts): string[] {
  const stages: [string, number | null, number | null][] = [
    ['produced → acknowledged', ackMs, null],
    ['produced → bronze', bronzeMs, null],
    ['bronze → silver', silverMs, bronzeMs],
    ['silver → gold', goldMs, silverMs],
  ];
  return stages.flatMap(([name, total, before]) =>
    total === null ? [] : [`${name} ${forMs(Math.max(0, total - (before ?? 0)))}`],
  );
}
