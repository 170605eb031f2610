// The timeline of a recording, read from its last state.
import type { Timeline } from '../../contract/player.ts';
import { timelineOf } from '../../contract/timeline-of.ts';
import { cursorOver } from '../recording/cursor.ts';
import type { Recording } from '../recording/read-recording.ts';

/** The marks on the scrubber of a recording. */
export function recordedTimeline(recording: Recording): Timeline {
  const { header, from, to, frames } = recording;
  const last = cursorOver(recording).moveTo(frames.length - 1);
  return timelineOf({ run: header.run.id, from, to }, last);
}
