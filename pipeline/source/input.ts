// Where events come from, in one shape for both: a source asks for as many as are due and gets what is ready.
import type { SourceEvent } from '../contract/event.ts';

/** When the next event happens, ms since the epoch; asked once per event, in order. Replays with original times do not ask. */
export type NextTime = () => number;

export interface EventInput {
  /** Up to `max` of the events that are ready. */
  take(max: number, nextTime: NextTime): SourceEvent[];
  /** Resolves when `take` gives something, or at the end; rejects with what is wrong with the input, after all that was right. */
  ready(): Promise<void>;
  /** Nothing more will come. */
  readonly ended: boolean;
  /** Makes these events once more, by seq, with the times they had (null: a new one). */
  again(times: ReadonlyMap<number, number | null>, nextTime: NextTime): Promise<SourceEvent[]>;
}
