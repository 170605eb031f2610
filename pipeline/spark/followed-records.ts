// Produced → visible, for the records that the driver follows: every so many-th of a partition, by its offset. Spark's own progress says when
// a batch of bronze was stored and up to which offsets; the driver says when silver and gold were, and up to where. Told for the last
// seconds, since batches are seconds apart: what became visible longer ago says nothing of now. Pure.
import type { Quantiles } from '../contract/progress.ts';
import { quantilesOf, spreadSample } from '../stream/quantiles.ts';

/** Partition, offset, produced at (ms). */
export type Followed = readonly [partition: number, offset: number, producedMs: number];

export interface FollowedRecords {
  /** A batch of bronze was stored at that time: from these offsets (0 where none is given) up to, and without, those. */
  bronze(atMs: number, from: ReadonlyMap<number, number>, to: ReadonlyMap<number, number>): void;
  /** These records were stored in silver (or quarantine) at that time. */
  silver(atMs: number, records: readonly Followed[]): void;
  /** Gold shows every record up to these offsets since that time. */
  gold(atMs: number, reached: ReadonlyMap<number, number>): void;
  /** Latencies of what was told of in the last RECENT_MS. */
  recent(nowMs: number): Record<Layer, Quantiles | null>;
}

type Layer = 'bronze' | 'silver' | 'gold';

interface Batch {
  atMs: number;
  from: ReadonlyMap<number, number>;
  to: ReadonlyMap<number, number>;
}

interface Told {
  atMs: number;
  values: number[];
}

const RECENT_MS = 5_000;
const MOST_SAMPLES = 2_000;
/** Batches of bronze whose records may still come out of silver. */
const BATCHES_KEPT = 200;
/** Records that gold does not show, because a filter or the lateness turns them away, are forgotten in the end. */
const WAITING_KEPT = 20_000;

export function followedRecords(): FollowedRecords {
  const told: Record<Layer, Told[]> = { bronze: [], silver: [], gold: [] };
  let batches: Batch[] = [];
  let untold: Followed[] = [];
  let waiting: Followed[] = [];

  const note = (layer: Layer, atMs: number, values: readonly number[]): void => {
    if (values.length > 0) told[layer].push({ atMs, values: spreadSample(values, MOST_SAMPLES) });
  };

  /** Silver may be heard before the progress of the bronze batch it was made from; what an earlier life stored is not told here. */
  function settleBronze(nowMs: number): void {
    const left: Followed[] = [];
    const values: number[] = [];
    for (const record of untold) {
      const [partition, offset, producedMs] = record;
      const batch = batches.find(({ to }) => (to.get(partition) ?? 0) > offset);
      if (batch === undefined) left.push(record);
      else if ((batch.from.get(partition) ?? 0) <= offset) values.push(batch.atMs - producedMs);
    }
    untold = left.slice(-WAITING_KEPT);
    note('bronze', nowMs, values);
  }

  function recentOf(layer: Layer, nowMs: number): Quantiles | null {
    told[layer] = told[layer].filter(({ atMs }) => nowMs - atMs <= RECENT_MS);
    return quantilesOf(told[layer].flatMap(({ values }) => values));
  }

  return {
    bronze(atMs, from, to) {
      batches = [...batches, { atMs, from, to }].slice(-BATCHES_KEPT);
      settleBronze(atMs);
    },
    silver(atMs, records) {
      note(
        'silver',
        atMs,
        records.map(([, , producedMs]) => atMs - producedMs),
      );
      waiting = [...waiting, ...records].slice(-WAITING_KEPT);
      untold = [...untold, ...records];
      settleBronze(atMs);
    },
    gold(atMs, reached) {
      const isVisible = ([partition, offset]: Followed) => (reached.get(partition) ?? -1) >= offset;
      note(
        'gold',
        atMs,
        waiting.filter(isVisible).map(([, , producedMs]) => atMs - producedMs),
      );
      waiting = waiting.filter((record) => !isVisible(record));
    },
    recent: (nowMs) => ({
      bronze: recentOf('bronze', nowMs),
      silver: recentOf('silver', nowMs),
      gold: recentOf('gold', nowMs),
    }),
  };
}
