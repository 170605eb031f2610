// Whether all is well, in one word and with its reasons. By default the word of the signals; `observe.health: processes` takes the
// naive view that a pipeline whose processes live is a healthy one. Pure. No verdict: only the ledger knows what became of the data.
import type { Settings } from '../contract/settings.ts';
import type { ActiveSignal } from './evaluate.ts';
import type { MetricSnapshot } from './snapshot.ts';

export interface Health {
  well: boolean;
  /** What speaks against it, one sentence each; empty when all is well. */
  because: string[];
}

/** The health of one moment, by what `observe.health` takes for it. */
export function health(
  snapshot: MetricSnapshot,
  active: readonly Pick<ActiveSignal, 'says'>[],
  observe: Pick<Settings['observe'], 'health'>,
): Health {
  const because =
    observe.health === 'processes'
      ? snapshot.processes.filter(({ alive }) => !alive).map(({ name }) => `${name} does not run`)
      : active.map(({ says }) => says);
  return { well: because.length === 0, because };
}
