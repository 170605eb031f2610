// One lab as it is played: its text, where the learner stands (asked every second, since another editor or a command line may move it), its
// runs, its files, and what can be done. What the server refuses is kept to be shown; what it does not know is never made up.
import type { FileProblem, Lab, LabRuns, LabStand, QueryAnswer } from '../../../../contract/labs.ts';
import { type Refusal, refusalFrom } from '../../ask/answer.ts';
import { AskedPath } from '../../ask/asked-path.svelte.ts';
import { Polled } from '../../ask/polled.svelte.ts';
import type { LabSession } from '../../ask/session.svelte.ts';
import { FileDraft } from './file-draft.svelte.ts';

export type Doing = 'start' | 'reset' | 'solve' | 'hint' | 'predict' | 'run' | 'check' | 'query';

const STAND_EVERY_MS = 1_000;

export class LabPlay {
  readonly id: string;
  readonly lab = new AskedPath<Lab>();
  readonly runs = new AskedPath<LabRuns>();
  readonly polled: Polled<LabStand>;
  /** What is being done now; one thing at a time. */
  doing = $state<Doing | null>(null);
  /** By this machine's clock. */
  doingSince = $state(0);
  refusal = $state.raw<Refusal | null>(null);
  /** What the last query found wrong with a file itself, and the mark of the text it is true of. */
  queryProblem = $state.raw<(FileProblem & { mark: string | undefined }) | null>(null);
  queried = $state.raw<QueryAnswer | null>(null);
  readonly #drafts = new Map<string, FileDraft>();
  readonly #session: LabSession;

  constructor(id: string, session: LabSession) {
    this.id = id;
    this.#session = session;
    this.polled = new Polled<LabStand>(() => `/api/labs/${id}/stand`, STAND_EVERY_MS);
  }

  get stand(): LabStand | null {
    return this.polled.value;
  }

  readLab = (): Promise<void> => this.lab.read(`/api/labs/${this.id}`);
  readRuns = (): Promise<void> => this.runs.read(`/api/labs/${this.id}/runs`);

  draft(name: string): FileDraft {
    const known = this.#drafts.get(name);
    if (known !== undefined) return known;
    const draft = new FileDraft(this.id, name, this.#session);
    this.#drafts.set(name, draft);
    return draft;
  }

  /** Every file that was typed into is on disk afterwards, but for those that wait for a choice. */
  async saveAll(): Promise<void> {
    await Promise.all([...this.#drafts.values()].map((draft) => draft.save()));
  }

  get unsaved(): FileDraft[] {
    return [...this.#drafts.values()].filter(({ dirty }) => dirty);
  }

  start = () => this.#move('start');
  reset = () => this.#move('reset', () => this.#forgetFiles());
  solve = () => this.#move('solve', () => this.#forgetFiles());
  hint = () => this.#move('hint');
  predict = (step: string, choice: string) => this.#move('predict', undefined, { step, choice });

  /** What was typed here goes, too: the files are others now. */
  #forgetFiles(): void {
    for (const draft of this.#drafts.values()) {
      draft.draft = null;
      draft.conflict = null;
      void draft.read();
    }
    [this.queryProblem, this.queried] = [null, null];
  }

  #move(what: Doing, then?: () => void, body: object = {}): Promise<void> {
    return this.#do(what, async () => {
      this.polled.tell(await this.#session.act<LabStand>(`/api/labs/${this.id}/${what}`, body));
      then?.();
    });
  }

  run(run: string, start: boolean): Promise<void> {
    return this.#do('run', async () => {
      await this.saveAll();
      await this.#session.act(`/api/labs/${this.id}/runs/${run}`, { start });
    });
  }

  check = (): Promise<void> =>
    this.#do('check', async () => {
      await this.saveAll();
      this.polled.tell(await this.#session.act<LabStand>(`/api/labs/${this.id}/check`));
    });

  query(file: string): Promise<void> {
    return this.#do('query', async () => {
      await this.saveAll();
      this.queried = null;
      const path = `/api/labs/${this.id}/files/${encodeURIComponent(file)}/query`;
      try {
        this.queried = await this.#session.act<QueryAnswer>(path);
        this.queryProblem = null;
      } catch (error) {
        const { code, message, hint } = refusalFrom(error);
        if (code !== 'bad-sql') throw error;
        // As in `missing.sql: line 3, position 5: …`.
        const line = /^(?:[^:]+: )?line (\d+),/.exec(message)?.[1];
        const mark = this.draft(file).draft?.disk.mark;
        this.queryProblem = { file, line: line === undefined ? null : Number(line), message, hint, mark };
      }
    });
  }

  async #do(what: Doing, act: () => Promise<void>): Promise<void> {
    if (this.doing !== null) return;
    [this.doing, this.doingSince, this.refusal] = [what, Date.now(), null];
    try {
      await act();
    } catch (error) {
      this.refusal = refusalFrom(error);
    } finally {
      this.doing = null;
    }
  }
}
