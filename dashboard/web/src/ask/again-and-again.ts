// Asking the same thing for as long as a view is open: one question at a time, the next one a while after the answer.

/** Asks at once; returns how to stop, which also aborts the question under way. `ask` must not throw. */
export function againAndAgain(ask: (signal: AbortSignal) => Promise<void>, everyMs: number): () => void {
  const stopped = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = async () => {
    await ask(stopped.signal);
    if (!stopped.signal.aborted) timer = setTimeout(() => void turn(), everyMs);
  };
  void turn();
  return () => {
    stopped.abort();
    clearTimeout(timer);
  };
}
