// How often somebody may guess: a few wrong codes or keys in a minute, by address, then a minute's rest. Pure but for what it remembers; the
// clock comes in as an argument. Whoever proves who it is does not pass here, so that a room behind one address is not locked out by one guesser.

const WINDOW_MS = 60_000;

export interface Attempts {
  /** Seconds this address has to wait; 0 when it may try. */
  waitSeconds(address: string, now: number): number;
  failed(address: string, now: number): void;
}

/** Counts wrong codes by address; after `mostWrong` within a minute that address has to wait. */
export function limitAttempts(mostWrong: number): Attempts {
  const wrong = new Map<string, number[]>();
  const recent = (address: string, now: number) =>
    (wrong.get(address) ?? []).filter((at) => now - at < WINDOW_MS);
  return {
    waitSeconds(address, now) {
      const times = recent(address, now);
      return times.length < mostWrong
        ? 0
        : Math.ceil((times[times.length - mostWrong]! + WINDOW_MS - now) / 1_000);
    },
    failed(address, now) {
      wrong.set(address, [...recent(address, now), now].slice(-mostWrong));
      // Addresses that tried long ago are forgotten, so that the table cannot grow without end.
      if (wrong.size > 1_000)
        for (const one of wrong.keys()) if (recent(one, now).length === 0) wrong.delete(one);
    },
  };
}
