// Brokers, controller and replicas as Flow shows them: what the cluster says of itself.
import type { LabState } from '../../../../contract.ts';
import { type Health, healthOf, isBroken, topicIsStale } from './health.ts';
import { type Chip, faultOn, type NodeModel, trouble } from './node-model.ts';

export function brokerNode(lab: LabState, now: number, broker: LabState['brokers'][number]): NodeModel {
  const stale = topicIsStale(lab, now);
  const held = lab.topic.partitions.filter(({ replicas }) => replicas.includes(broker.id));
  const behind = held.filter(({ isr }) => !isr.includes(broker.id));
  let health = healthOf(broker, now);
  if (health === 'ok' && !stale && behind.length > 0) health = 'degraded';
  const leads = held.filter(({ leader }) => leader === broker.id).length;
  const chips = held.map(({ partition, leader, isr }): Chip => {
    const role = leader === broker.id ? 'leader' : isr.includes(broker.id) ? 'in-sync' : 'out-of-sync';
    return {
      partition,
      role: stale ? 'unknown' : isBroken(health) && role === 'leader' ? 'out-of-sync' : role,
    };
  });
  const aside =
    isBroken(health) || broker.state !== 'up'
      ? trouble(broker, health, now)
      : stale
        ? 'leads ?'
        : behind.length > 0
          ? `${behind.length} catching up`
          : `leads ${leads}`;
  return {
    id: `broker-${broker.id}`,
    kind: 'broker',
    title: `broker ${broker.id}`,
    health,
    main: '',
    sub: '',
    note: '',
    aside,
    chips,
    fault: faultOn(lab, now, 'broker', String(broker.id)),
  };
}

export function controllerNode(lab: LabState, now: number): NodeModel {
  const health = healthOf(lab.controller, now);
  return {
    id: 'controller',
    kind: 'controller',
    title: 'controller',
    health,
    main: '',
    sub: health === 'ok' ? 'elects leaders' : trouble(lab.controller, health, now),
    note: '',
    aside: '',
    chips: [],
    fault: faultOn(lab, now, 'controller', null),
  };
}

/** How many replicas are in sync, where that is not all of them. */
export function isrNoteOf(lab: LabState, now: number): { text: string; health: Health } {
  if (topicIsStale(lab, now)) return { text: 'partitions: not known', health: 'missing' };
  const short = lab.topic.partitions.filter(({ isr, replicas }) => isr.length < replicas.length);
  const leaderless = lab.topic.partitions.filter(({ leader }) => leader === null);
  if (leaderless.length > 0)
    return {
      text: `no leader on ${leaderless.map(({ partition }) => partition).join(', ')}`,
      health: 'down',
    };
  if (short.length === 0) return { text: 'every replica in sync', health: 'ok' };
  const least = Math.min(...short.map(({ isr }) => isr.length));
  const of = short[0]!.replicas.length;
  const where =
    short.length === lab.topic.partitions.length ? 'every partition' : `${short.length} partitions`;
  return { text: `${least} of ${of} in sync on ${where}`, health: 'degraded' };
}
