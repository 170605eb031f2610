// A send with an end: its own, or one by force at the deadline. kafkajs 2.2.4 may never settle a send: a connection that it takes out of its
// pool with a request open (network/connection.js, disconnect) checks no time limit any more and hears no end of its socket.

/** How long what was cut may take to say so. */
const GRACE_MS = 2_000;

/** What `sending` comes to. After `withinMs` calls `giveUp`, which is to end it; rejects when that has not helped within two seconds. */
export async function beforeDeadline<T>(
  sending: Promise<T>,
  withinMs: number,
  giveUp: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const unheard = new Promise<never>((_, reject) => {
    const abandon = () => reject(new Error('given up at the delivery timeout, without a word from kafkajs'));
    timer = setTimeout(
      () => {
        giveUp();
        timer = setTimeout(abandon, GRACE_MS);
      },
      Math.max(0, withinMs),
    );
  });
  try {
    return await Promise.race([sending, unheard]);
  } finally {
    clearTimeout(timer);
  }
}
