// disk: the file system under the lake is nearly full, or will be in a moment at the pace of the last seconds.
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'disk',
  title: 'The disk is nearly full',
  notices: 'fault',
  limits: { freeShare: 0.05, freeBytes: 1_073_741_824, fullInMs: 30_000, windowMs: 10_000 },
  evaluate({ now, before }, { freeShare, freeBytes, fullInMs, windowMs }): Firing[] {
    if (now.disk === null) return [];
    const { freeBytes: free, totalBytes } = now.disk;
    const [percent, then] = [Math.round((100 * free) / totalBytes), before(windowMs)];
    // On a large disk the share counts only when little is left of it; a small one is full at its share.
    if (free < Math.min(totalBytes * freeShare, freeBytes))
      return [{ subject: 'lake', value: free, says: `${percent} % of the disk under the lake is free` }];
    const used = then?.disk ? then.disk.freeBytes - free : 0;
    const fullIn = used > 0 && then ? (free / used) * (now.at - then.at) : Number.POSITIVE_INFINITY;
    if (fullIn > fullInMs) return [];
    const says = `the disk under the lake will be full in ${Math.round(fullIn / 1000)} s at the pace of the last seconds`;
    return [{ subject: 'lake', value: free, says }];
  },
});
