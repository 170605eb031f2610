// consumer-stopped: nobody has told of a partition's position for a while, and the log goes on beyond the last one told. (Burrow's stop
// rule: the newest offset is older than the window.) Needs the end of the log from the cluster; a consumer's own lag dies with it.
import { clusterOf, knownPositions } from '../readings.ts';
import { type Firing, signalRule } from '../signal.ts';

export const signal = signalRule({
  id: 'consumer-stopped',
  title: 'A partition is read by nobody',
  notices: 'fault',
  limits: { silentMs: 4_000, startMs: 20_000 },
  // Spark itself starts, and makes its first batch, before it tells of a position.
  limitsOn: { spark: { startMs: 55_000 } },
  evaluate({ now, before, observe }, { silentMs, startMs }): Firing[] {
    const ends = observe.lagFrom === 'end-offset' ? clusterOf(now)?.endOffsets : undefined;
    const known = knownPositions(now);
    const knownThen = before(startMs)?.cluster?.value.endOffsets;
    return Object.entries(ends ?? {}).flatMap(([partition, end]) => {
      const last = known.get(Number(partition));
      const silent = last === undefined ? startMs : now.at - last.at;
      const waiting = Number(end) - Number(last?.position.position ?? 0);
      // A partition that is new has time to find its reader.
      if (last === undefined ? knownThen?.[partition] === undefined : silent <= silentMs) return [];
      if (waiting <= 0) return [];
      const says = `nobody has told of a position in partition ${partition} for ${Math.round(silent / 1000)} s, and ${waiting} records lie beyond the last`;
      return [{ subject: `partition ${partition}`, value: waiting, says }];
    });
  },
});
