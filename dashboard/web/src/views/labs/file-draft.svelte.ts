// One file of the workspace in this page's editor: read, typed into, saved, and never lost to another editor. What both sides changed is told
// and waits for a choice.
import type { SaveAnswer, WorkspaceFile } from '../../../../contract/labs.ts';
import { getAnswer, type Refusal, refusalFrom } from '../../ask/answer.ts';
import type { LabSession } from '../../ask/session.svelte.ts';
import { type Draft, isDirty, met, saved } from './draft.ts';

export class FileDraft {
  readonly name: string;
  draft = $state.raw<Draft | null>(null);
  /** The other text, while both sides have changed. */
  conflict = $state.raw<WorkspaceFile | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  saving = $state(false);
  readonly #path: string;
  readonly #session: LabSession;
  /** One thing at a time: a save must not be overtaken by another. */
  #turn: Promise<void> = Promise.resolve();

  constructor(lab: string, name: string, session: LabSession) {
    this.name = name;
    this.#path = `/api/labs/${lab}/files/${encodeURIComponent(name)}`;
    this.#session = session;
  }

  get text(): string {
    return this.draft?.text ?? '';
  }
  set text(text: string) {
    if (this.draft !== null) this.draft = { ...this.draft, text };
  }
  get dirty(): boolean {
    return this.draft !== null && isDirty(this.draft);
  }

  /** The file on disk is now the one with this mark: looks at it, unless that is known. */
  noticed(mark: string): void {
    if (mark === (this.conflict ?? this.draft?.disk)?.mark || this.saving) return;
    void this.read();
  }

  read(): Promise<void> {
    return this.#inTurn(async () => {
      const there = await getAnswer<WorkspaceFile>(this.#path);
      ({ draft: this.draft, conflict: this.conflict } = met(this.draft, there));
    });
  }

  /** Puts what was typed on disk; nothing to do when it is there, nothing done while a conflict waits. */
  save(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.draft === null || !this.dirty || this.conflict !== null) return;
      await this.#put(this.draft, this.draft.disk.mark);
    });
  }

  /** Ends a conflict: what stands here goes over theirs. */
  keepMine(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.draft === null || this.conflict === null) return;
      const { mark } = this.conflict;
      this.conflict = null;
      await this.#put(this.draft, mark);
    });
  }

  /** Ends a conflict the other way. */
  takeTheirs(): void {
    if (this.conflict === null) return;
    this.draft = { text: this.conflict.text ?? '', disk: this.conflict };
    this.conflict = null;
  }

  async #put({ text }: Draft, base: string): Promise<void> {
    const answer = await this.#session.act<SaveAnswer>(this.#path, { text, base });
    // Typed while the save was on its way: that stays here.
    const now = this.draft ?? { text, disk: answer.file };
    ({ draft: this.draft, conflict: this.conflict } = saved(now, answer));
  }

  #inTurn(what: () => Promise<void>): Promise<void> {
    const next = this.#turn.then(async () => {
      this.saving = true;
      try {
        await what();
        this.refusal = null;
      } catch (error) {
        this.refusal = refusalFrom(error);
      } finally {
        this.saving = false;
      }
    });
    this.#turn = next;
    return next;
  }
}
