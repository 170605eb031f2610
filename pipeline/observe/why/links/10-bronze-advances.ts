// Bronze follows the topic. A position that does not move while records wait names the offset it stands at.
import type { Facts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { patienceMs } from '../patience.ts';
import { forMs, instant, list, many } from '../phrases.ts';

export const link: Link = {
  claim: 'bronze follows the topic',
  questions: ['stuck', 'empty'],
  feeds: 'bronze',
  judge(facts: Facts): Judgement {
    const bronze = facts.tables.bronze;
    const waiting = waitingPartitions(facts);
    if (waiting === null) return unknown('positions or end offsets are not known');
    if (waiting.length === 0)
      return ok(`every record is in bronze${bronze ? ` (version ${bronze.version})` : ''}`);
    const lag = waiting.reduce((sum, one) => sum + one.lag, 0);
    const sinceMs =
      bronze?.committedAt == null ? Number.POSITIVE_INFINITY : Math.max(0, facts.at - bronze.committedAt);
    if (sinceMs <= patienceMs(facts))
      return ok(`${many(lag, 'record')} wait, last commit ${forMs(sinceMs)} ago`);
    return stuck(facts, waiting, lag);
  },
};

interface Waiting {
  partition: number;
  position: number;
  lag: number;
}

function waitingPartitions({ tables, topic }: Facts): Waiting[] | null {
  const ends = topic?.partitions ?? [];
  if (ends.length === 0 || ends.every((one) => one.logEnd === null)) return null;
  const positions = tables.bronze?.positions ?? {};
  return ends.flatMap(({ partition, logEnd, logStart }) => {
    const position = positions[String(partition)] ?? logStart ?? 0;
    return logEnd !== null && logEnd > position ? [{ partition, position, lag: logEnd - position }] : [];
  });
}

function stuck({ tables, processors, settings }: Facts, waiting: Waiting[], lag: number): Judgement {
  const error =
    processors?.map((one) => one.lastError).find((one) => one !== null && one !== undefined) ?? null;
  const where = waiting.map((one) => `${one.partition} at offset ${one.position} (${one.lag} behind)`);
  const committedAt = tables.bronze?.committedAt ?? null;
  const evidence = [
    `${many(lag, 'record')} wait: partition ${list(where)}`,
    committedAt === null
      ? 'bronze has never been written'
      : `last commit of bronze at ${instant(committedAt)}`,
    ...(error ? [`last error: ${error.message}`] : []),
  ];
  const poison = error !== null && (error.offset !== null || error.code === 'contract-violated');
  const first = waiting[0]!;
  return poison
    ? broken(
        'poison',
        [...evidence, `silver.poison is '${settings.poison}'`],
        'set silver.poison to quarantine, then start the processor again',
      )
    : broken(
        'position-stuck',
        evidence,
        `look at that record and at \`npx lakequake logs ${first.partition}:${first.position}\``,
      );
}
