// What this server is (a lab's, or a recording's), and the actions it takes. Where it wants a token, the page asks for it once and keeps
// it as long as the tab lives.
import type { Session } from '../../../contract/session.ts';
import { getAnswer, postAnswer, Refusal } from './answer.ts';
import { keepInTab, keptInTab } from './tab-memory.ts';

const KEY = 'lakequake-token';
const RETRY_MS = 1_000;

/** The token of the link that opened the page (behind the `#`, from where it is taken away), or the one that was given before. */
function kept(): string | null {
  const linked = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (linked !== undefined) {
    history.replaceState(null, '', location.pathname + location.search);
    keepInTab(KEY, decodeURIComponent(linked));
    return decodeURIComponent(linked);
  }
  return keptInTab(KEY);
}

export class LabSession {
  /** null until the server has said it. */
  about = $state.raw<Session | null>(null);
  /** Set while the page asks for the token; called with it, or null when it is not given. */
  wantsToken = $state.raw<((token: string | null) => void) | null>(null);
  /** The token given last was not the right one. */
  tokenWasWrong = $state(false);
  #token = kept();

  get canAct(): boolean {
    return this.about?.actions.allowed ?? false;
  }

  /** Asks the server what it is, until it answers; returns how to stop. */
  start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      try {
        this.about = await getAnswer<Session>('/api/session');
      } catch {
        timer = setTimeout(() => void read(), RETRY_MS);
      }
    };
    void read();
    return () => clearTimeout(timer);
  }

  /** Posts: does something to the lab, or has it compute something. Throws a Refusal when the server will not, or no token was given. */
  async act<T>(path: string, body: object = {}, signal?: AbortSignal): Promise<T> {
    this.tokenWasWrong = false;
    if (this.about?.actions.needToken && this.#token === null) await this.#askForToken();
    try {
      return await this.#post<T>(path, body, signal);
    } catch (error) {
      const refused = error instanceof Refusal && error.code === 'refused';
      if (!refused || !this.about?.actions.needToken) throw error;
      this.tokenWasWrong = true;
      await this.#askForToken();
      return this.#post<T>(path, body, signal);
    }
  }

  #post<T>(path: string, body: object, signal: AbortSignal | undefined): Promise<T> {
    const headers: Record<string, string> =
      this.#token === null ? {} : { authorization: `Bearer ${this.#token}` };
    return postAnswer<T>(path, body, signal, headers);
  }

  async #askForToken(): Promise<void> {
    const token = await new Promise<string | null>((resolve) => {
      this.wantsToken = resolve;
    });
    this.wantsToken = null;
    if (token === null) throw new Refusal('refused', 'Nothing was done: no token was given.', null);
    this.#token = token;
    keepInTab(KEY, token);
  }
}
