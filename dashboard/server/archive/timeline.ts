// Marks for the scrubber of a recording: its phases, faults and signals, from the last state it holds (which remembers them all). Pure.
import type { Timeline } from '../../contract/player.ts';
import { cursorOver } from '../recording/cursor.ts';
import type { Recording } from '../recording/read-recording.ts';

export function timelineOf(recording: Recording): Timeline {
  const { header, from, to, frames } = recording;
  const state = cursorOver(recording).moveTo(frames.length - 1);
  return {
    run: header.run.id,
    from,
    to,
    phases: (state.run?.phases ?? []).flatMap(({ name, startedAt, endedAt }) =>
      startedAt === null ? [] : [{ name, from: startedAt, to: endedAt }],
    ),
    faults: state.faults.map(({ id, label, since, endedAt }) => ({ id, label, from: since, to: endedAt })),
    signals: state.signals.flatMap(({ id, spans }) => spans.map((span) => ({ id, ...span }))),
  };
}
