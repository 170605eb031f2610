// The metrics of a recorded run, read from its states: the same series the live view has, for Runs and for two runs side by side.
import type { Metrics, MetricsQuery } from '../../contract/metrics.ts';
import { seriesStore } from '../metrics/series-store.ts';
import { cursorOver } from '../recording/cursor.ts';
import type { Recording } from '../recording/read-recording.ts';

const EVERY_MS = 1_000;
const MOST_POINTS = 3_600;

/** The series of a recorded run as the live ones would be, from its states. */
export function recordedMetrics(recording: Recording, query: MetricsQuery): Metrics {
  const { frames, from, to } = recording;
  const everyMs = Math.max(EVERY_MS, (to - from) / MOST_POINTS);
  const store = seriesStore(MOST_POINTS + 1);
  const cursor = cursorOver(recording);
  let next = from;
  for (const [index, { at }] of frames.entries()) {
    const state = cursor.moveTo(index);
    if (at < next) continue;
    store.add(state);
    next = at + everyMs;
  }
  const last = cursor.moveTo(frames.length - 1);
  return store.read({ since: from - 1, ...query }, last.faults);
}
