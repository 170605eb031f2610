// Marks for the scrubber of a recording: its phases, faults and signals, from the last state it holds (which remembers them all). Pure, and
// without zod, so that the page can use it too, on a recording that was opened as a file.
import type { Timeline } from './player.ts';

/** As much of a LabState as it takes. */
export interface RememberedState {
  run: { phases: { name: string; startedAt: number | null; endedAt: number | null }[] } | null;
  faults: { id: string; label: string; since: number; endedAt: number | null }[];
  signals: { id: string; spans: { from: number; to: number | null }[] }[];
}

/** Times are ms since the epoch, those of the recording. */
export function timelineOf(
  { run, from, to }: Pick<Timeline, 'run' | 'from' | 'to'>,
  last: RememberedState,
): Timeline {
  return {
    run,
    from,
    to,
    phases: (last.run?.phases ?? []).flatMap(({ name, startedAt, endedAt }) =>
      startedAt === null ? [] : [{ name, from: startedAt, to: endedAt }],
    ),
    faults: last.faults.map(({ id, label, since, endedAt }) => ({ id, label, from: since, to: endedAt })),
    signals: last.signals.flatMap(({ id, spans }) => spans.map((span) => ({ id, ...span }))),
  };
}
