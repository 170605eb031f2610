// One question to the server and what came of it: asked, answered, refused or stopped. A newer question stops the older one, and an older
// answer never overwrites a newer one.
import { Refusal } from './answer.ts';

export class Asked<T> {
  state = $state<'idle' | 'asking' | 'answered' | 'refused' | 'stopped'>('idle');
  value = $state.raw<T | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** By this machine's clock. */
  askedAt = $state(0);
  #running: AbortController | undefined;

  /** Asks; while it does, the last value is kept only with `keep` (a refreshed view), else it is forgotten at once. */
  async ask(question: (signal: AbortSignal) => Promise<T>, { keep = false } = {}): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.state = 'asking';
    this.refusal = null;
    this.askedAt = Date.now();
    if (!keep) this.value = null;
    try {
      const value = await question(running.signal);
      if (running.signal.aborted) return;
      this.value = value;
      this.state = 'answered';
    } catch (error) {
      if (running.signal.aborted) return;
      this.value = null;
      this.refusal = error instanceof Refusal ? error : new Refusal('internal', String(error), null);
      this.state = 'refused';
    }
  }

  stop = (): void => {
    if (this.state !== 'asking') return;
    this.#running?.abort();
    this.value = null;
    this.state = 'stopped';
  };

  /** As if nothing was ever asked. */
  forget(): void {
    this.#running?.abort();
    this.value = null;
    this.refusal = null;
    this.state = 'idle';
  }
}
