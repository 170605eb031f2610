// What stands at one address of the server. Asking again for the same keeps the old answer in place until the new one is there; another
// address forgets it at once, so that no view shows one run under the name of another.
import { getAnswer } from './answer.ts';
import { Asked } from './asked.svelte.ts';

export class AskedPath<T> extends Asked<T> {
  #path: string | null = null;

  /** null: nothing is asked any more. */
  async read(path: string | null): Promise<void> {
    const keep = path === this.#path;
    this.#path = path;
    if (path === null) this.forget();
    else await this.ask((signal) => getAnswer<T>(path, signal), { keep });
  }
}
