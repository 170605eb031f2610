// A wait that ends when the user gives up.

/** The promise's answer, or a rejection as soon as the signal fires. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let release: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    release = () => signal.removeEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    release();
    promise.catch(() => undefined); // Nobody waits for it any more.
  }
}
