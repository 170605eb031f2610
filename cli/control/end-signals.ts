// The signals that ask a process to end in order: Ctrl-C, a closed terminal, a plain kill. The second one does not wait.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back at the first of them; a second one ends the process at once (the guardian cleans up). Returns the release. */
export function onEndSignals(callback: (signal: string) => void): () => void {
  let asked = false;
  const handler = (signal: NodeJS.Signals) => {
    if (asked) process.exit(4);
    asked = true;
    callback(signal);
  };
  for (const signal of SIGNALS) process.on(signal, handler);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handler);
  };
}
