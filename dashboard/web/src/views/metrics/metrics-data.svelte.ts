// Keeps the series of the time shown: the whole of it once, then only what is new, every second.
import type { Metrics } from '../../../../contract/metrics.ts';
import { againAndAgain } from '../../ask/again-and-again.ts';
import { address, getAnswer, Refusal } from '../../ask/answer.ts';
import { EMPTY, grown, type SeriesHistory } from './series-history.ts';

const EVERY_MS = 1_000;
const POINTS = 600;

export class MetricsData {
  history = $state.raw<SeriesHistory>(EMPTY);
  refusal = $state.raw<Refusal | null>(null);
  /** By this machine's clock; null while it answers. */
  failedSince = $state<number | null>(null);
  #spanMs = 0;

  /** The whole of a recorded run, once: a view cuts it off at the moment that is shown. Returns how to stop. */
  read(run: string): () => void {
    const stopped = new AbortController();
    this.#spanMs = Number.POSITIVE_INFINITY;
    this.history = EMPTY;
    void this.#take(stopped.signal, `/api/runs/${encodeURIComponent(run)}/metrics`, 0);
    return () => stopped.abort();
  }

  /** Follows the last `spanMs`; returns how to stop. */
  start(spanMs: number): () => void {
    this.#spanMs = spanMs;
    this.history = EMPTY;
    return againAndAgain((signal) => this.#take(signal), EVERY_MS);
  }

  async #take(signal: AbortSignal, path = '/api/metrics', from?: number): Promise<void> {
    const last = this.history.at.at(-1);
    const since = from ?? last ?? Date.now() - this.#spanMs;
    try {
      const answer = await getAnswer<Metrics>(address(path, { since, points: POINTS }), signal);
      if (signal.aborted) return;
      this.history = grown(this.history, answer, (answer.at.at(-1) ?? last ?? 0) - this.#spanMs);
      this.refusal = null;
      this.failedSince = null;
    } catch (error) {
      if (signal.aborted) return;
      this.refusal = error instanceof Refusal ? error : new Refusal('internal', String(error), null);
      this.failedSince ??= Date.now();
    }
  }
}
