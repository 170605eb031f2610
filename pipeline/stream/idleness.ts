// Which partitions have been silent for so long that the watermark no longer waits for them. Time comes in as an
// argument; a partition is active from the moment it is first asked about.

export interface Idleness {
  active(partition: number, nowMs: number): void;
  isIdle(partition: number, nowMs: number): boolean;
}

/** `idleAfterMs` null: no partition is ever idle. */
export function trackIdleness(idleAfterMs: number | null): Idleness {
  const lastActive = new Map<number, number>();
  return {
    active: (partition, nowMs) => void lastActive.set(partition, nowMs),
    isIdle: (partition, nowMs) => {
      const last = lastActive.get(partition);
      if (last === undefined) lastActive.set(partition, nowMs);
      return idleAfterMs !== null && last !== undefined && nowMs - last > idleAfterMs;
    },
  };
}
