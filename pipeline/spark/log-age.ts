// How long the oldest record that is not in bronze yet has waited. Spark does not tell; but whoever has watched the end of the log knows
// when it was last at or before the position: the record behind that came later. As exact as the log is asked often. Pure.

interface Seen {
  at: number;
  /** Log end offset by partition. */
  ends: ReadonlyMap<number, number>;
}

export interface LogAge {
  /** The ends of the log at a moment (ms). */
  note(at: number, ends: ReadonlyMap<number, number>): void;
  /** When the record at `position` came at the earliest; null while the log has not been watched for long enough to say. */
  since(partition: number, position: number): number | null;
}

/** Remembers for so long; what waits longer is told to have waited since then. */
const REMEMBERED_MS = 600_000;

export function logAge(): LogAge {
  let seen: Seen[] = [];
  return {
    note(at, ends) {
      if (seen.length > 0 && seen.at(-1)!.at >= at) return;
      seen = [...seen.filter((one) => at - one.at <= REMEMBERED_MS), { at, ends }];
    },
    since(partition, position) {
      const known = seen.filter(({ ends }) => ends.has(partition));
      const before = known.findLast(({ ends }) => ends.get(partition)! <= position);
      return (before ?? known[0])?.at ?? null;
    },
  };
}
