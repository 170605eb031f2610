// When the events of a batch happened, by Kafka partition: what moves the watermark and what progress tells. Read with the batch's other
// figures, in the one aggregate over it that each query makes anyway.

export interface BatchTimes {
  rows: number;
  /** By partition, ms since the epoch. */
  newestMs: Map<number, number>;
  /** null for a batch without rows. */
  eventTimeMs: { min: number; max: number; avg: number } | null;
}

/** Columns of an aggregate that is grouped by `kafka_partition`; `timeMs` is SQL for a row's time. */
export const timeColumns = (timeMs: string): string => `kafka_partition AS p, count(*) AS n,
  max(${timeMs}) AS newest, min(${timeMs}) AS oldest, avg(${timeMs}) AS mean`;

/** From the rows of that aggregate, one a partition. */
export function batchTimes(found: readonly Record<string, unknown>[]): BatchTimes {
  const partitions = found.map((row) => ({
    p: Number(row.p),
    n: Number(row.n),
    newest: Number(row.newest),
    oldest: Number(row.oldest),
    mean: Number(row.mean),
  }));
  const rows = partitions.reduce((sum, { n }) => sum + n, 0);
  return {
    rows,
    newestMs: new Map(partitions.map(({ p, newest }) => [p, newest])),
    eventTimeMs:
      rows === 0
        ? null
        : {
            min: Math.min(...partitions.map(({ oldest }) => oldest)),
            max: Math.max(...partitions.map(({ newest }) => newest)),
            avg: partitions.reduce((sum, { mean, n }) => sum + mean * n, 0) / rows,
          },
  };
}
