// layer-backlog: the query of one layer stands still while the source sends quickly, until so many events wait for it; then it goes on, and
// has all of them before it at once. The layers above it go on meanwhile. Proof: the writes that waited, and what the source had
// acknowledged until then. Undo: take the switch away, and send at the usual rate again.
import { strikesOf, switchOff, switchOn } from '../drivers/ports-switch.ts';
import { untilOrDeadline } from '../drivers/until-or-deadline.ts';
import type { Fault } from '../fault.ts';
import { ackedEvents } from '../probes/acked-events.ts';

export interface LayerBacklogOptions {
  /** Whose query stands still. */
  table: string;
  records: number;
  /** What the source sends meanwhile. */
  ratePerSecond: number;
}

/** On a busy machine it takes longer until so many wait; then there are fewer, which is no proof. */
const FILL_MS = 60_000;

export { default } from './hold-table-writes.ts';

export const fault: Fault = {
  id: 'layer-backlog',
  title: 'A backlog piles up before one layer',
  async inject(system, { args, folder, note }) {
    const { records, ratePerSecond } = args as unknown as LayerBacklogOptions;
    switchOn(folder);
    const before = ackedEvents(system);
    system.run.setRate(ratePerSecond);
    await untilOrDeadline(() => ackedEvents(system) - before >= records, FILL_MS);
    system.run.setRate(system.run.spec.source.ratePerSecond);
    note({ waiting: ackedEvents(system) - before });
    switchOff(folder);
  },
  async observed(_system, { args, notes, folder }) {
    const { table, records } = args as unknown as LayerBacklogOptions;
    const waiting = Number(notes.waiting ?? 0);
    const held = strikesOf(folder).length;
    if (waiting < records || held === 0) return null;
    return { says: `${waiting} events came in while ${table} stood still`, facts: { waiting, held } };
  },
  async undo({ notes }, { system }) {
    const wasOn = typeof notes.folder === 'string' && switchOff(notes.folder);
    const source = system?.run.components().find(({ name }) => name === 'source');
    if (wasOn && source?.state === 'up') system?.run.setRate(system.run.spec.source.ratePerSecond);
    return wasOn;
  },
};
