// What ends a processor: the first error that one of its parts cannot go on from.

export interface FirstFailure {
  /** Rejects with the first error told; never resolves. */
  failed: Promise<never>;
  fail: (error: unknown) => void;
}

export function firstFailure(): FirstFailure {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined); // Whoever awaits it sees the error; until then it must not end the process by itself.
  return { failed, fail };
}
