// volume-drop: far fewer events come than in the leanest stretch of the last minute, although the source runs freely. No error tells of
// events that nobody sends. Bursty traffic has lean stretches of its own, so the measure is the past minute, not a number of events.

import { usualGapMs } from '../mix.ts';
import { clusterOf, sourceOf } from '../readings.ts';
import { type Firing, type SignalView, signalRule } from '../signal.ts';
import type { MetricSnapshot } from '../snapshot.ts';

export const signal = signalRule({
  id: 'volume-drop',
  title: 'Fewer events come than before',
  notices: 'damage',
  limits: {
    share: 0.6,
    windowMs: 6_000,
    atLeastMs: 5_000,
    settleMs: 3_000,
    atLeastEvents: 300,
    waitingMs: 1_000,
  },
  evaluate(view, { share, windowMs, atLeastMs, settleMs, atLeastEvents, waitingMs }): Firing[] {
    const [recent, usual] = volumes(view, windowMs, atLeastMs, settleMs);
    if (recent === undefined || usual === undefined || usual < atLeastEvents) return [];
    if (recent >= usual * share || !runsFreely(view, windowMs, usual, waitingMs)) return [];
    const says = `${Math.round(recent)} events came in ${windowMs / 1000} s; in the leanest such stretch before it were ${Math.round(usual)}`;
    return [{ subject: 'topic', value: recent / usual, says }];
  },
});

interface Sample {
  at: number;
  events: number;
}

const logged = (snapshot: MetricSnapshot): Sample | undefined => {
  const facts = snapshot.cluster;
  const ends = Object.values(clusterOf(snapshot)?.endOffsets ?? {});
  if (facts === null || ends.length === 0 || ends.length !== facts.value.partitions.length) return undefined;
  return { at: facts.at, events: ends.reduce((sum, end) => sum + Number(end), 0) };
};

/** Events of the last window, and of the leanest window that ended before it began, since the source was running. */
function volumes(
  { since, observe }: SignalView,
  windowMs: number,
  atLeastMs: number,
  settleMs: number,
): [recent: number | undefined, usual: number | undefined] {
  const running = since(Number.POSITIVE_INFINITY).filter((one) => (sourceOf(one, observe)?.acked ?? 0) > 0);
  const begun = running[0]?.at ?? Number.POSITIVE_INFINITY;
  const samples = running.filter(({ at }) => at >= begun + settleMs).flatMap((one) => logged(one) ?? []);
  const last = samples.at(-1);
  const first = samples[0];
  if (last === undefined || first === undefined) return [undefined, undefined];
  const historyMs = last.at - first.at;
  if (historyMs < 2 * windowMs + atLeastMs) return [undefined, undefined];
  const windows = slidingVolumes(samples, windowMs);
  const usual = windows.filter(({ at }) => at <= last.at - usualGapMs(historyMs - windowMs, windowMs));
  const least = Math.min(...usual.map(({ events }) => events));
  return [windows.at(-1)?.events, usual.length === 0 ? undefined : least];
}

/** Events of every window of `windowMs` that ends with a sample. */
function slidingVolumes(samples: readonly Sample[], windowMs: number): Sample[] {
  const volumes: Sample[] = [];
  let start = 0;
  for (const end of samples) {
    while (samples[start + 1] !== undefined && samples[start + 1]!.at <= end.at - windowMs) start++;
    const from = samples[start]!;
    if (from.at > end.at - windowMs) continue;
    volumes.push({ at: end.at, events: ((end.events - from.events) * windowMs) / (end.at - from.at) });
  }
  return volumes;
}

/** The source is neither stopped, nor slowed down by request, nor waiting for acknowledgements: then fewer events are no drop. */
function runsFreely(
  { now, before, observe }: SignalView,
  windowMs: number,
  usual: number,
  waitingMs: number,
): boolean {
  const [source, then] = [sourceOf(now, observe), before(2 * windowMs)];
  if (source === undefined || source.state !== 'running') return false;
  const earlier = then && sourceOf(then, observe);
  const asked = (report: typeof source) => report.targetRatePerSecond ?? Number.POSITIVE_INFINITY;
  if (earlier !== undefined && asked(source) < asked(earlier)) return false;
  return source.openEvents <= (usual / windowMs) * waitingMs;
}
