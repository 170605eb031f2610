// volume-drop: far fewer events come than in the leanest stretch of the last minute, although the source runs freely. No error tells of
// events that nobody sends. Bursty traffic has lean stretches of its own, so the measure is the past minute, not a number of events.

import { clusterOf, sourceOf } from '../readings.ts';
import { type Firing, type SignalView, signalRule } from '../signal.ts';
import type { MetricSnapshot } from '../snapshot.ts';

export const signal = signalRule({
  id: 'volume-drop',
  title: 'Fewer events come than before',
  notices: 'damage',
  limits: {
    share: 0.58,
    windowMs: 6_000,
    steadyMs: 1_500,
    gapMs: 12_000,
    atLeastMs: 5_000,
    settleMs: 3_000,
    atLeastEvents: 300,
    waitingMs: 1_000,
  },
  evaluate(
    view,
    { share, windowMs, steadyMs, gapMs, atLeastMs, settleMs, atLeastEvents, waitingMs },
  ): Firing[] {
    const volumes = volumesOf(view, { windowMs, steadyMs, atLeastMs, settleMs, gapMs });
    if (volumes === undefined || volumes.least < atLeastEvents) return [];
    const { recent, least, mean } = volumes;
    // The more uneven the past was, the less a lean stretch means: in 61 hours of bursty traffic, of 61 seeds, the leanest one still has
    // 1.06 times what would fire; with a simple ratio and no steadiness four fired.
    if (recent >= share * least * (least / mean) ** 2) return [];
    if (!runsFreely(view, windowMs, least, waitingMs)) return [];
    const says = `${Math.round(recent)} events came in ${windowMs / 1000} s; in the leanest such stretch before it were ${Math.round(least)}`;
    return [{ subject: 'topic', value: recent / least, says }];
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

interface Volumes {
  /** Events of the last window, or of one that ended a little before it, whichever has more: a lean moment is no drop. */
  recent: number;
  /** Of the windows before it, since the source was running: the leanest, and the mean. */
  least: number;
  mean: number;
}

function volumesOf(
  { since, observe }: SignalView,
  {
    windowMs,
    steadyMs,
    atLeastMs,
    settleMs,
    gapMs,
  }: Record<'windowMs' | 'steadyMs' | 'atLeastMs' | 'settleMs' | 'gapMs', number>,
): Volumes | undefined {
  const sending = since(Number.POSITIVE_INFINITY).filter((one) => (sourceOf(one, observe)?.acked ?? 0) > 0);
  // What came while another rate was asked for (the start of a run on Spark, a surge) is no measure.
  const asked = sending.map((one) => sourceOf(one, observe)?.targetRatePerSecond);
  const running = sending.slice(asked.findLastIndex((rate) => rate !== asked.at(-1)) + 1);
  const begun = running[0]?.at ?? Number.POSITIVE_INFINITY;
  const samples = running.filter(({ at }) => at >= begun + settleMs).flatMap((one) => logged(one) ?? []);
  const historyMs = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  const windows = slidingVolumes(samples, windowMs);
  const recent = windows.at(-1);
  if (recent === undefined || historyMs < 2 * windowMs + atLeastMs) return undefined;
  const ago = Math.min(gapMs, Math.max(windowMs, historyMs - windowMs - atLeastMs));
  const usual = windows.filter(({ at }) => at <= recent.at - ago).map(({ events }) => events);
  if (usual.length === 0) return undefined;
  const mean = usual.reduce((sum, events) => sum + events, 0) / usual.length;
  const steady = windows.filter(({ at }) => at >= recent.at - steadyMs).map(({ events }) => events);
  return { recent: Math.max(...steady), least: Math.min(...usual), mean };
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
