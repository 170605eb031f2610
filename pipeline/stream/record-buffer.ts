// Records of one Kafka partition between fetch and bronze: runs of consecutive offsets, column by column (columns are a
// tenth of the memory of kafkajs messages). Plain data and functions over it; nobody waits here.

/** `count` records with consecutive offsets from `firstOffset`; the arrays are parallel. */
export interface RecordRun {
  partition: number;
  firstOffset: number;
  ids: string[];
  /** The bytes as ISO-8859-1; null for a null value. */
  raws: (string | null)[];
  keys: (string | null)[];
  /** Kafka CreateTime, ms since the epoch. */
  timesMs: number[];
  sizeBytes: number;
}

/** Next offset after a run. */
export function endOf(run: RecordRun): number {
  return run.firstOffset + run.ids.length;
}

/** A run without its first `skip` records, at most `limit` long; the size is taken in proportion. */
export function sliceRun(run: RecordRun, skip: number, limit: number): RecordRun {
  const count = Math.min(limit, run.ids.length - skip);
  if (skip === 0 && count === run.ids.length) return run;
  const part = <T>(values: T[]): T[] => values.slice(skip, skip + count);
  return {
    partition: run.partition,
    firstOffset: run.firstOffset + skip,
    ids: part(run.ids),
    raws: part(run.raws),
    keys: part(run.keys),
    timesMs: part(run.timesMs),
    sizeBytes: Math.round((run.sizeBytes * count) / run.ids.length),
  };
}

/** Takes runs from the front of `runs` until `limit` records; cuts the last one. Mutates `runs`. */
export function takeRuns(runs: RecordRun[], limit: number): RecordRun[] {
  const taken: RecordRun[] = [];
  let room = limit;
  while (room > 0) {
    const run = runs.shift();
    if (run === undefined) break;
    const head = sliceRun(run, 0, room);
    if (head !== run) runs.unshift(sliceRun(run, head.ids.length, run.ids.length));
    taken.push(head);
    room -= head.ids.length;
  }
  return taken;
}
