// surge: the source sends so many times its usual rate. Proof: the ledger, whose acknowledgements of the last seconds came at well more
// than the usual rate. Undo: the usual rate again; a source that is gone sends nothing.
import type { System } from '../drivers/system.ts';
import type { Fault } from '../fault.ts';
import { ackedEvents } from '../probes/acked-events.ts';

/** The surge must show in the acknowledgements by at least this share of what was asked for. */
const LEAST_SHARE = 0.6;

function usualRate({ run }: Pick<System, 'run'>): number {
  return run.spec.source.ratePerSecond ?? 1_000;
}

export const fault: Fault = {
  id: 'surge',
  title: 'The source sends several times its usual rate',
  async inject(system, { args, note }) {
    note({ begunAt: Date.now(), ackedBefore: ackedEvents(system) });
    system.run.setRate(usualRate(system) * Number(args.factor));
  },
  async observed(system, { args, notes }) {
    const seconds = (Date.now() - Number(notes.begunAt)) / 1_000;
    const acked = ackedEvents(system) - Number(notes.ackedBefore);
    if (seconds < 2 || acked < seconds * usualRate(system) * Number(args.factor) * LEAST_SHARE) return null;
    return {
      says: `${acked} events were acknowledged within ${Math.round(seconds)} s, ${Math.round(acked / seconds)} a second instead of ${usualRate(system)}`,
      facts: { acked, seconds },
    };
  },
  async undo(_record, { system }) {
    if (system?.run.components().find(({ name }) => name === 'source')?.state !== 'up') return false;
    system.run.setRate(usualRate(system));
    return true;
  },
};
