// The history of runs, newest first, a page at a time; what is filtered for stands in the address.
import type { RunSummary } from '../../../../contract/runs.ts';
import { getAnswer, type Refusal, refusalFrom } from '../../ask/answer.ts';

const PAGE = 50;

export interface RunFilter {
  scenario: string | null;
  kind: string | null;
}

export class RunList {
  runs = $state.raw<RunSummary[]>([]);
  more = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  /** null until the first answer. */
  asked = $state(false);
  #filter: RunFilter = { scenario: null, kind: null };
  #turn = 0;

  /** From the newest on. */
  async show(filter: RunFilter): Promise<void> {
    this.#filter = filter;
    await this.#fetch(null);
  }

  async showMore(): Promise<void> {
    await this.#fetch(this.runs.at(-1)?.id ?? null);
  }

  async #fetch(before: string | null): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const query = new URLSearchParams({ limit: String(PAGE) });
    for (const [name, value] of Object.entries({ ...this.#filter, before }))
      if (value !== null) query.set(name, value);
    try {
      const { runs, more } = await getAnswer<{ runs: RunSummary[]; more: boolean }>(`/api/runs?${query}`);
      if (turn !== this.#turn) return;
      this.runs = before === null ? runs : [...this.runs, ...runs];
      [this.more, this.refusal, this.asked] = [more, null, true];
    } catch (error) {
      if (turn === this.#turn) this.refusal = refusalFrom(error);
    }
  }
}
