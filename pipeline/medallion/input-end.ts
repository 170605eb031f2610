// Whether the input has ended: every partition's end offset, as told once the source is closed, has been reached. Pure.

export interface InputEnd {
  /** Next offset per partition once the source is closed; undefined while it goes on. */
  endOffsets: ReadonlyMap<number, number> | undefined;
  /** Stored position by partition. */
  positionOf: (partition: number) => number | undefined;
}

/** True when bronze holds everything up to the told ends; empty partitions need no position. */
export function inputEnded({ endOffsets, positionOf }: InputEnd): boolean {
  if (endOffsets === undefined) return false;
  return [...endOffsets].every(([partition, end]) => end === 0 || (positionOf(partition) ?? 0) >= end);
}

/** The `finish` message's offsets by partition number. */
export function parseEndOffsets(endOffsets: Readonly<Record<string, string>>): Map<number, number> {
  return new Map(Object.entries(endOffsets).map(([partition, end]) => [Number(partition), Number(end)]));
}
