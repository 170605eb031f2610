// Measures the feed once a second for the history, looked at or not: a page that opens late sees what was before.
import type { LabFeed } from '../feed.ts';
import { type SeriesStore, seriesStore } from './series-store.ts';

const EVERY_MS = 1_000;

/** Starts measuring; `stop` ends it. */
export function watchMetrics(feed: LabFeed): { store: SeriesStore; stop: () => void } {
  const store = seriesStore();
  const take = () => store.add(feed.snapshot());
  const timer = setInterval(take, EVERY_MS);
  timer.unref();
  take();
  return { store, stop: () => clearInterval(timer) };
}
