// A question asked again and again while a view is open. `value` is the last answer; `failedSince` says since when there is none, so that a
// view never shows an old answer as a new one.
import { againAndAgain } from './again-and-again.ts';
import { getAnswer, Refusal } from './answer.ts';

export class Polled<T> {
  value = $state.raw<T | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** By this machine's clock; null while it answers. */
  failedSince = $state<number | null>(null);
  readonly #path: () => string;
  readonly #everyMs: number;
  #told = 0;

  constructor(path: () => string, everyMs: number) {
    this.#path = path;
    this.#everyMs = everyMs;
  }

  /** Asks at once and then at intervals, one question at a time; returns how to stop. */
  start(): () => void {
    return againAndAgain((signal) => this.#ask(signal), this.#everyMs);
  }

  /** Something else has told it meanwhile, as the answer to an action does: a question still under way is older than that. */
  tell(value: T): void {
    this.#told += 1;
    this.value = value;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const told = this.#told;
    try {
      const value = await getAnswer<T>(this.#path(), signal);
      if (told === this.#told) this.value = value;
      this.refusal = null;
      this.failedSince = null;
    } catch (error) {
      if (signal.aborted) return;
      this.refusal = error instanceof Refusal ? error : new Refusal('internal', String(error), null);
      this.failedSince ??= Date.now();
    }
  }
}
