// A user's log as an input: one event per line, in order; seq is the line number from 0. Bytes are untouched, but for the bracketed
// time in mode 'now'.
import type { SourceEvent } from '../contract/event.ts';
import { clfTimeWriter } from './clf-time.ts';
import type { EventInput, NextTime } from './input.ts';
import { readLines } from './source-file.ts';
import { readLine } from './truth.ts';

export interface FileInputOptions {
  path: string;
  eventTimeMode: 'now' | 'original';
  firstSeq: number;
  /** Ends after this many lines of the file; null at its end. */
  maxEvents: number | null;
  /** Original times outside [fromMs, toMs) are for the quarantine; null when no bounds hold. */
  bounds: { fromMs: number; toMs: number } | null;
}

type MakeEvent = (seq: number, line: string, nextTime: NextTime) => SourceEvent;

function eventMaker({ eventTimeMode, bounds }: FileInputOptions): MakeEvent {
  const stamp = clfTimeWriter();
  return (seq, line, nextTime) => {
    const { truth, time } = readLine(line);
    if (eventTimeMode === 'now' && time) {
      const timeMs = Math.floor(nextTime() / 1000) * 1000;
      const shifted = line.slice(0, time.from) + stamp(timeMs, time.zoneMinutes) + line.slice(time.to);
      return { seq, line: shifted, key: null, truth: { ...truth, timeMs } };
    }
    if (eventTimeMode === 'now') nextTime();
    const outside =
      bounds && truth.timeMs !== null && (truth.timeMs < bounds.fromMs || truth.timeMs >= bounds.toMs);
    return { seq, line, key: null, truth: outside ? { ...truth, disposition: 'quarantine' } : truth };
  };
}

/** An input that reads the file a chunk at a time, only as fast as it is asked. */
export function createFileInput(options: FileInputOptions): EventInput {
  const { path, firstSeq } = options;
  const end = options.maxEvents ?? Infinity;
  const make = eventMaker(options);
  const chunks = readLines(path);
  let lines: string[] = [];
  let next = 0;
  let seq = 0;
  let ended = end <= 0;

  async function fill(): Promise<void> {
    while (next >= lines.length && !ended) {
      const { done, value } = await chunks.next();
      if (done) ended = true;
      else {
        lines = value;
        next = 0;
        skipKnown();
      }
    }
  }
  function skipKnown(): void {
    const skipped = Math.min(lines.length, Math.max(0, firstSeq - seq));
    next += skipped;
    seq += skipped;
  }

  return {
    take(max, nextTime) {
      const events: SourceEvent[] = [];
      while (events.length < max && next < lines.length && seq < end)
        events.push(make(seq++, lines[next++]!, nextTime));
      if (seq >= end) ended = true;
      return events;
    },
    ready: fill,
    get ended() {
      return ended;
    },
    async again(times, nextTime) {
      const last = Math.max(-1, ...times.keys());
      const events: SourceEvent[] = [];
      let at = 0;
      for await (const chunk of readLines(path)) {
        for (const line of chunk) {
          if (times.has(at)) events.push(make(at, line, () => times.get(at) ?? nextTime()));
          at++;
        }
        if (at > last) break;
      }
      return events;
    },
  };
}
