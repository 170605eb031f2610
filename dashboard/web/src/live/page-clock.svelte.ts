// This machine's clock as state, for what must count on while the stream is silent.
export class PageClock {
  now = $state(Date.now());

  /** Ticks four times a second; returns how to stop. */
  start(): () => void {
    const timer = setInterval(() => {
      this.now = Date.now();
    }, 250);
    return () => clearInterval(timer);
  }
}
