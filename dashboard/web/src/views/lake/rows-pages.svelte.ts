// The rows of a table at a version, fetched a page at a time as the reader comes to their end. Another table, version or order starts afresh.
import { address, getAnswer } from '../../ask/answer.ts';
import { Asked } from '../../ask/asked.svelte.ts';
import type { Rows } from './answers.ts';

const PAGE = 500;

export interface RowsWanted {
  table: string;
  run: string | null;
  version: number | null;
  order: string | null;
  direction: 'asc' | 'desc';
}

export class RowsPages {
  rows = $state.raw<unknown[][]>([]);
  columns = $state.raw<Rows['columns']>([]);
  /** The version the rows are of, also when the newest was asked for. */
  version = $state<number | null>(null);
  more = $state(false);
  readonly page = new Asked<Rows>();
  #wanted: RowsWanted | undefined;

  async open(wanted: RowsWanted): Promise<void> {
    this.#wanted = wanted;
    this.rows = [];
    this.columns = [];
    this.version = null;
    this.more = false;
    await this.#fetch();
  }

  /** The next page, when there is one and none is on its way. */
  next = (): void => {
    if (this.more && this.page.state !== 'asking') void this.#fetch();
  };

  async #fetch(): Promise<void> {
    const { table, run, order, direction, version } = this.#wanted!;
    const offset = this.rows.length;
    // Later pages are of the version of the first, however much is committed meanwhile.
    const query = { run, version: version ?? this.version, order, direction, offset, limit: PAGE };
    await this.page.ask((signal) => getAnswer<Rows>(address(`/api/lake/${table}/rows`, query), signal));
    const got = this.page.value;
    if (got === null || got.offset !== offset) return;
    this.rows = [...this.rows, ...got.rows];
    this.columns = got.columns;
    this.version = got.version;
    this.more = got.more;
  }
}
