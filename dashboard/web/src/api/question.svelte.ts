// One question to the server and its newest answer: asking again leaves the old answer in place until the new one is there, and an answer
// that comes after a newer question is not heard.
import { ask, type Refusal, refusalFrom } from './ask.ts';

export class Question<T> {
  answer = $state.raw<T | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  asking = $state(false);
  #path: string | null = null;
  #abort: AbortController | undefined;

  /** Asks; another path than before forgets the old answer at once. null: nothing is asked any more. */
  async ask(path: string | null): Promise<void> {
    this.#abort?.abort();
    if (path !== this.#path) [this.answer, this.refusal] = [null, null];
    this.#path = path;
    if (path === null) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.asking = true;
    try {
      const answer = await ask<T>(path, { signal: abort.signal });
      if (!abort.signal.aborted) [this.answer, this.refusal] = [answer, null];
    } catch (error) {
      if (!abort.signal.aborted) this.refusal = refusalFrom(error);
    } finally {
      if (this.#abort === abort) this.asking = false;
    }
  }
}
