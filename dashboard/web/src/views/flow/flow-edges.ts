// The links between the nodes: which there are, what they carry, and whether they are broken. A link is broken when either
// end is, or when its proxy is; what it carries is then not known to be anything.
import type { LabState } from '../../../../contract.ts';
import { type Health, healthOf, isBroken, topicIsStale } from './health.ts';
import { type FaultMark, faultOn, type NodeModel } from './node-model.ts';

export interface EdgeModel {
  id: string;
  from: string;
  to: string;
  kind: 'main' | 'quarantine' | 'ledger' | 'controller';
  health: Health;
  /** null: not known. */
  perSecond: number | null;
  latencyMs: number | null;
  /** The broker whose proxy stands on it. */
  proxyOf: number | null;
  toxics: string[];
  fault: FaultMark | null;
}

type Ends = Pick<EdgeModel, 'from' | 'to'> & Partial<EdgeModel>;

function edge(ends: Ends): EdgeModel {
  return {
    id: `${ends.from}>${ends.to}`,
    kind: 'main',
    health: 'ok',
    perSecond: null,
    latencyMs: null,
    proxyOf: null,
    toxics: [],
    fault: null,
    ...ends,
  };
}

const sum = (values: (number | null)[]) =>
  values.some((value) => value === null) ? null : values.reduce<number>((a, b) => a + (b ?? 0), 0);

function brokerEdges(lab: LabState, now: number, healthById: Map<string, Health>): EdgeModel[] {
  const topicKnown = !topicIsStale(lab, now);
  const linkHealth = (broker: number, other: string): Health => {
    const proxy = lab.proxies.find(({ brokerId }) => brokerId === broker);
    const ends = [healthById.get(`broker-${broker}`) ?? 'missing', healthById.get(other) ?? 'missing'];
    const proxyHealth = proxy ? healthOf(proxy, now) : 'missing';
    if (ends.some((end) => end === 'down') || proxyHealth === 'down') return 'down';
    if ([...ends, proxyHealth].some(isBroken)) return 'missing';
    return (proxy?.toxics.length ?? 0) > 0 ? 'degraded' : 'ok';
  };
  return lab.brokers.flatMap(({ id }) => {
    const proxy = lab.proxies.find(({ brokerId }) => brokerId === id);
    const led = lab.topic.partitions.filter(({ leader }) => leader === id);
    const common = { proxyOf: id, toxics: proxy?.toxics ?? [] };
    const inHealth = linkHealth(id, 'source');
    const incoming = edge({
      from: 'source',
      to: `broker-${id}`,
      health: inHealth,
      perSecond: topicKnown && !isBroken(inHealth) ? sum(led.map(({ inPerSecond }) => inPerSecond)) : null,
      latencyMs: isBroken(inHealth) ? null : (lab.source.report?.ackP99MsByBroker[id] ?? null),
      fault: faultOn(lab, now, 'proxy', String(id)),
      ...common,
    });
    const outgoing = lab.processors.map((processor) => {
      const health = linkHealth(id, processor.name);
      const theirs = led.filter(({ partition }) => processor.report?.assigned.includes(partition) ?? false);
      const carried =
        topicKnown && !isBroken(health) ? sum(theirs.map(({ outPerSecond }) => outPerSecond)) : null;
      return edge({ from: `broker-${id}`, to: processor.name, health, perSecond: carried, ...common });
    });
    return [incoming, ...outgoing];
  });
}

function lakeEdges(lab: LabState, healthById: Map<string, Health>): EdgeModel[] {
  const table = (name: string) => lab.tables.find((one) => one.name === name);
  const latency = lab.processors.find(({ report }) => report?.assigned.includes(0))?.report?.latencyMs;
  const anyUp = lab.processors.some(({ name }) => !isBroken(healthById.get(name) ?? 'missing'));
  const inLake = (
    from: string,
    to: string,
    carried: number | null | undefined,
    latencyMs: number | undefined,
    kind: EdgeModel['kind'] = 'main',
  ) =>
    edge({
      from,
      to,
      kind,
      health: anyUp ? 'ok' : 'missing',
      perSecond: anyUp ? (carried ?? null) : null,
      latencyMs: anyUp ? (latencyMs ?? null) : null,
    });
  const toBronze = lab.processors.map(({ name, rowsPerSecond }) => {
    const health = healthById.get(name) ?? 'missing';
    const ok = !isBroken(health);
    return edge({
      from: name,
      to: 'bronze',
      health: ok ? 'ok' : health,
      perSecond: ok ? rowsPerSecond : null,
      latencyMs: ok && latency?.bronze ? latency.bronze.p99 : null,
    });
  });
  const silverRate = table('silver')?.rowsPerSecond;
  return [
    ...toBronze,
    inLake('bronze', 'silver', silverRate, latency?.silver?.p99),
    // Gold aggregates: what flows along this link is silver's rows.
    inLake('silver', 'gold.traffic', silverRate, latency?.gold?.p99),
    inLake('silver', 'quarantine', table('quarantine')?.rowsPerSecond, undefined, 'quarantine'),
  ];
}

/** Every link, with the health of its ends taken from `nodes`. */
export function edgesOf(lab: LabState, now: number, nodes: NodeModel[]): EdgeModel[] {
  const healthById = new Map(nodes.map(({ id, health }) => [id, health]));
  return [
    ...brokerEdges(lab, now, healthById),
    ...lakeEdges(lab, healthById),
    edge({ from: 'source', to: 'ledger', kind: 'ledger' }),
  ];
}
