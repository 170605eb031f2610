// Enough brokers serve: every partition has a leader and at least its minimum of in-sync replicas. One broker lost out of
// three is a fact worth telling, but breaks nothing by itself: it is broken only when sends wait or partitions suffer.
import type { BrokerFacts, Facts, TopicPartitionFacts } from '../facts.ts';
import { broken, type Judgement, type Link, ok, unknown } from '../link.ts';
import { instant, list } from '../phrases.ts';

export const link: Link = {
  claim: 'enough brokers serve every partition',
  questions: ['stuck', 'empty', 'slow'],
  feeds: 'bronze',
  judge(facts: Facts): Judgement {
    const { brokers, topic } = facts;
    if (brokers === null && topic === null) return unknown('nothing is known of the brokers');
    const away = describeAway(brokers ?? []);
    const partitions = topic?.partitions ?? [];
    const short = partitions.filter((one) => isShort(one, topic?.minInsyncReplicas ?? null));
    if (short.length > 0) return belowMinIsr(short, topic?.minInsyncReplicas ?? 0, away);
    const leaderless = partitions.filter((one) => one.leader !== null && one.leader < 0);
    if (leaderless.length > 0)
      return broken(
        'no-leader',
        [`no leader for partitions ${list(leaderless.map((one) => one.partition))}`, ...away],
        next(brokers),
      );
    if (away.length > 0 && sendsWait(facts)) return brokersAway(brokers ?? [], facts, away);
    if (away.length > 0) return ok(...away, 'every partition still has a leader and enough replicas');
    return brokers === null || partitions.every((one) => one.isr === null)
      ? unknown('replicas are not known without a running cluster')
      : ok(`${brokers.length} brokers serve, no partition is below min ISR`);
  },
};

function isShort(one: TopicPartitionFacts, minimum: number | null): boolean {
  return minimum !== null && one.isr !== null && one.isr.length < minimum;
}

function belowMinIsr(short: TopicPartitionFacts[], minimum: number, away: string[]): Judgement {
  const worst = short.map((one) => `${one.partition} (ISR ${one.isr?.join('+') || 'empty'})`);
  return broken(
    'below-min-isr',
    [`below min.insync.replicas=${minimum}: partitions ${list(worst)}`, ...away],
    'bring brokers back (`npx lakequake heal`); until then Kafka refuses writes with acks=all',
  );
}

function brokersAway(brokers: BrokerFacts[], { source }: Facts, away: string[]): Judgement {
  const gone = brokers.some((one) => !one.running);
  const paused = brokers.some((one) => one.paused);
  const waiting = `${source?.openEvents ?? 0} events wait for an answer, partitions ${list(source?.openPartitions ?? [])}`;
  return broken(
    gone ? 'broker-down' : paused ? 'broker-paused' : 'proxy-closed',
    [...away, waiting],
    next(brokers),
  );
}

function describeAway(brokers: BrokerFacts[]): string[] {
  return brokers.flatMap((one) => {
    const since = one.since === null ? '' : ` since ${instant(one.since)}`;
    if (!one.running) return [`broker ${one.id} is down${since}`];
    if (one.paused) return [`broker ${one.id} is stopped (SIGSTOP)${since}`];
    return one.proxyOpen === false ? [`the proxy of broker ${one.id} lets nobody through${since}`] : [];
  });
}

function sendsWait({ source }: Facts): boolean {
  return (
    source !== null && (source.state === 'blocked' || (source.openEvents > 0 && source.ackedPerSecond === 0))
  );
}

function next(brokers: BrokerFacts[] | null): string {
  const down = brokers?.find((one) => !one.running || one.paused);
  return down
    ? `see \`npx lakequake logs broker-${down.id}\`, then \`npx lakequake heal\``
    : 'run `npx lakequake heal`';
}
