// Starts and stops runs, and remembers what was refused. Whether one runs is not known here: the lab's state says it.
import type { CatalogueScenario } from '../../../../contract/scenarios.ts';
import { type Refusal, refusalFrom } from '../../ask/answer.ts';
import type { LabSession } from '../../ask/session.svelte.ts';

export interface WantedRun {
  variant: string;
  /** undefined: the server takes one. */
  seed: number | undefined;
  disarmed: boolean;
  without: string | null;
}

export class ScenarioRunner {
  /** Id of the job that was asked for last. */
  job = $state<string | null>(null);
  asking = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  /** What was done, in the server's words. */
  done = $state<string | null>(null);
  readonly #session: LabSession;

  constructor(session: LabSession) {
    this.#session = session;
  }

  async run(
    { id }: Pick<CatalogueScenario, 'id'>,
    { variant, seed, disarmed, without }: WantedRun,
  ): Promise<void> {
    await this.#act(async () => {
      const answer = await this.#session.act<{ job: string; done: string }>(`/api/scenarios/${id}/run`, {
        variant,
        ...(seed === undefined ? {} : { seed }),
        ...(disarmed ? { disarmed } : {}),
        ...(without === null ? {} : { without }),
      });
      this.job = answer.job;
      return answer.done;
    });
  }

  /** Many variants, one after the other. */
  suite(wanted: { scenarios?: string[]; fast?: boolean; seed?: number }): Promise<void> {
    return this.#act(async () => (await this.#session.act<{ done: string }>('/api/suites', wanted)).done);
  }

  stop(): Promise<void> {
    return this.#act(async () => (await this.#session.act<{ done: string }>('/api/scenarios/stop', {})).done);
  }

  heal(): Promise<void> {
    return this.#act(async () => (await this.#session.act<{ done: string }>('/api/heal')).done);
  }

  /** null: as fast as it can. */
  setRate(ratePerSecond: number | null): Promise<void> {
    return this.#act(
      async () => (await this.#session.act<{ done: string }>('/api/source/rate', { ratePerSecond })).done,
    );
  }

  async #act(what: () => Promise<string>): Promise<void> {
    [this.asking, this.refusal, this.done] = [true, null, null];
    try {
      this.done = await what();
    } catch (error) {
      this.refusal = refusalFrom(error);
    } finally {
      this.asking = false;
    }
  }
}
