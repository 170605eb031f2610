// Events of one partition that wait to be sent, first in first out.
import type { SourceEvent } from '../contract/event.ts';

/** A batch closes before it passes this size, so that it stays well under the topic's largest message. */
const MAX_BATCH_BYTES = 900_000;

export interface BatchQueue {
  push(event: SourceEvent, nowMs: number): void;
  /** Removes up to `max` events. */
  take(max: number, nowMs: number): SourceEvent[];
  readonly length: number;
  /** Since when the oldest waits, on the clock given to push. */
  readonly oldestAt: number;
}

/** An empty queue. */
export function createBatchQueue(): BatchQueue {
  let events: SourceEvent[] = [];
  let head = 0;
  let oldestAt = 0;
  return {
    push(event, nowMs) {
      if (events.length === head) oldestAt = nowMs;
      events.push(event);
    },
    take(max, nowMs) {
      let bytes = 0;
      let end = head;
      while (end < events.length && end - head < max) {
        bytes += (events[end]!.line?.length ?? 0) + 100;
        if (bytes > MAX_BATCH_BYTES && end > head) break;
        end++;
      }
      const batch = events.slice(head, end);
      head = end;
      oldestAt = nowMs;
      if (head === events.length || head > 20_000) {
        events = events.slice(head);
        head = 0;
      }
      return batch;
    },
    get length() {
      return events.length - head;
    },
    get oldestAt() {
      return oldestAt;
    },
  };
}
