// What Flow says about the lab at one moment, as plain data: nodes with health and words, edges with rate, latency and health.
// Pure, so it is tested without a browser. A node that is missing has no numbers: the last ones are not the present ones.
import type { LabState, Processor, Table } from '../../../../contract.ts';
import { count, duration, rate, share, timeOfDay, UNKNOWN } from '../../format/number.ts';
import { type EdgeModel, edgesOf } from './flow-edges.ts';
import {
  type Health,
  healthOf,
  isBroken,
  type Part,
  SLOW_ACK_MS,
  SLOW_LAG_MS,
  STALE_TABLE_MS,
  worst,
} from './health.ts';
import { type Headline, headlineOf } from './headline.ts';

export interface Chip {
  partition: number;
  role: 'leader' | 'in-sync' | 'out-of-sync' | 'unknown';
}
export interface NodeModel {
  id: string;
  kind: 'source' | 'broker' | 'controller' | 'processor' | 'table' | 'ledger';
  title: string;
  health: Health;
  /** The number to read from afar. */
  main: string;
  sub: string;
  /** Small, beside the title. */
  aside: string;
  chips: Chip[];
  /** What was done to it, while a fault acts on it. */
  fault: FaultMark | null;
}
export interface FaultMark {
  label: string;
  /** ms until it ends as planned, or null. */
  leftMs: number | null;
}
export interface FlowModel {
  nodes: NodeModel[];
  edges: EdgeModel[];
  headline: Headline;
  isrNote: { text: string; health: Health };
}

const since = (part: Part, now: number) =>
  part.since === null ? '' : ` ${duration(Math.floor(Math.max(0, now - part.since) / 1000) * 1000).replace(/^0 ms$/, '0 s').replace('.0', '')}`;

/** Words for a part that does not work. */
function trouble(part: Part, health: Health, now: number): string {
  if (health === 'missing')
    return part.reportedAt === null ? 'never reported' : `stale since ${timeOfDay(part.reportedAt)}`;
  return `${part.state}${since(part, now)}`;
}

function faultOn(lab: LabState, now: number, kind: string, name: string | null): FaultMark | null {
  const fault = lab.faults.find(
    (one) => one.endedAt === null && one.target.kind === kind && (one.target.name ?? name) === name,
  );
  return fault ? { label: fault.label, leftMs: fault.until === null ? null : fault.until - now } : null;
}

function sourceNode(lab: LabState, now: number): NodeModel {
  const { source } = lab;
  const { report } = source;
  let health = healthOf(source, now);
  if (health === 'ok' && (report?.state === 'blocked' || (report?.ackP99Ms ?? 0) > SLOW_ACK_MS)) health = 'degraded';
  const broken = isBroken(health);
  return {
    id: 'source',
    kind: 'source',
    title: 'source',
    health,
    main: broken ? UNKNOWN : rate(source.ackedPerSecond),
    sub: broken ? trouble(source, health, now) : `${report?.state === 'blocked' ? 'blocked · ' : ''}ack p99 ${duration(report?.ackP99Ms)}`,
    aside: '',
    chips: [],
    fault: faultOn(lab, now, 'source', null),
  };
}

const topicIsStale = (lab: LabState, now: number) =>
  lab.topic.reportedAt === null || now - lab.topic.reportedAt > MISSING_TOPIC_MS;
const MISSING_TOPIC_MS = 5000;

function brokerNode(lab: LabState, now: number, broker: LabState['brokers'][number]): NodeModel {
  const stale = topicIsStale(lab, now);
  const held = lab.topic.partitions.filter(({ replicas }) => replicas.includes(broker.id));
  const behind = held.filter(({ isr }) => !isr.includes(broker.id));
  let health = healthOf(broker, now);
  if (health === 'ok' && !stale && behind.length > 0) health = 'degraded';
  const leads = held.filter(({ leader }) => leader === broker.id).length;
  const chips = held.map(({ partition, leader, isr }): Chip => {
    const role = leader === broker.id ? 'leader' : isr.includes(broker.id) ? 'in-sync' : 'out-of-sync';
    return { partition, role: stale ? 'unknown' : isBroken(health) && role === 'leader' ? 'out-of-sync' : role };
  });
  const aside = isBroken(health) || broker.state !== 'up'
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
    aside,
    chips,
    fault: faultOn(lab, now, 'broker', String(broker.id)),
  };
}

/** Worst lag over a processor's partitions, ms; null when it knows none. */
export function lagMsOf({ report }: Processor): number | null {
  const lags = report?.partitions.flatMap(({ lagMs }) => (lagMs === null ? [] : [lagMs])) ?? [];
  return lags.length === 0 ? null : Math.max(...lags);
}

function processorNode(lab: LabState, now: number, processor: Processor, only: boolean): NodeModel {
  let health = healthOf(processor, now);
  const lagMs = lagMsOf(processor);
  if (health === 'ok' && (lagMs ?? 0) > SLOW_LAG_MS) health = 'degraded';
  const broken = isBroken(health);
  const batch = processor.queries.bronze?.batchDuration;
  return {
    id: processor.name,
    kind: 'processor',
    title: only ? 'processor' : processor.name,
    health,
    main: broken ? UNKNOWN : rate(processor.rowsPerSecond),
    sub: broken ? trouble(processor, health, now) : `batch ${duration(batch)} · lag ${duration(lagMs)}`,
    aside: '',
    chips: [],
    fault: faultOn(lab, now, 'processor', processor.name),
  };
}

function tableNode(lab: LabState, now: number, table: Table, writer: Health): NodeModel {
  const unknown = table.version === null;
  const stale = (table.freshnessMs ?? 0) > STALE_TABLE_MS;
  const isQuarantine = table.name === 'quarantine';
  const isGold = table.name.startsWith('gold');
  // A table nobody writes to is not ill by itself, but what it shows grows old.
  const health: Health = unknown ? 'missing' : stale || (isBroken(writer) && !isQuarantine) ? 'degraded' : 'ok';
  const fresh = table.freshnessMs === null ? 'age unknown' : `fresh ${duration(table.freshnessMs)}`;
  const { openWindows, finalBefore } = lab.gold;
  const sub = isQuarantine
    ? share(lab.quarantine.share)
    : isGold
      ? `${openWindows ?? UNKNOWN} open · ${finalBefore === null ? 'none final' : `final −${duration(now - finalBefore)}`}`
      : `v ${table.version} · ${fresh}`;
  return {
    id: table.name,
    kind: 'table',
    title: isGold ? 'gold' : table.name,
    health,
    main: unknown ? UNKNOWN : isGold ? `${count(table.rows)} windows` : count(table.rows),
    sub: unknown ? 'not known' : sub,
    aside: '',
    chips: [],
    fault: faultOn(lab, now, 'table', table.name),
  };
}

function ledgerNode(lab: LabState, now: number): NodeModel {
  const { ledger } = lab;
  const known = ledger.reportedAt !== null && now - ledger.reportedAt < 4 * MISSING_TOPIC_MS;
  const health: Health = !known ? 'missing' : (ledger.lost ?? 0) > 0 ? 'down' : 'ok';
  return {
    id: 'ledger',
    kind: 'ledger',
    title: 'ledger',
    health,
    main: known ? count(ledger.unaccounted) : UNKNOWN,
    sub: known ? 'unaccounted' : 'not compared',
    aside: '',
    chips: [],
    fault: null,
  };
}

function controllerNode(lab: LabState, now: number): NodeModel {
  const health = healthOf(lab.controller, now);
  return {
    id: 'controller',
    kind: 'controller',
    title: 'controller',
    health,
    main: '',
    sub: health === 'ok' ? 'elects leaders' : trouble(lab.controller, health, now),
    aside: '',
    chips: [],
    fault: faultOn(lab, now, 'controller', null),
  };
}

function isrNoteOf(lab: LabState, now: number): FlowModel['isrNote'] {
  if (topicIsStale(lab, now)) return { text: 'partitions: not known', health: 'missing' };
  const short = lab.topic.partitions.filter(({ isr, replicas }) => isr.length < replicas.length);
  const leaderless = lab.topic.partitions.filter(({ leader }) => leader === null);
  if (leaderless.length > 0)
    return { text: `no leader on ${leaderless.map(({ partition }) => partition).join(', ')}`, health: 'down' };
  if (short.length === 0) return { text: 'every replica in sync', health: 'ok' };
  const least = Math.min(...short.map(({ isr }) => isr.length));
  const of = short[0]!.replicas.length;
  const where = short.length === lab.topic.partitions.length ? 'every partition' : `${short.length} partitions`;
  return { text: `${least} of ${of} in sync on ${where}`, health: 'degraded' };
}

/** The model at `now` (ms, control's clock). */
export function flowModel(lab: LabState, now: number): FlowModel {
  const only = lab.processors.length === 1;
  const processors = lab.processors.map((one) => processorNode(lab, now, one, only));
  const writer = processors.length === 0 ? 'missing' : worst(...processors.map(({ health }) => health));
  const shown = ['bronze', 'silver', 'quarantine', 'gold.traffic'];
  const tables = shown.map((name) =>
    tableNode(
      lab,
      now,
      lab.tables.find((table) => table.name === name) ?? {
        name,
        version: null,
        rows: null,
        files: null,
        committedAt: null,
        freshnessMs: null,
        rowsPerSecond: null,
      },
      writer,
    ),
  );
  const nodes = [
    sourceNode(lab, now),
    ...lab.brokers.map((broker) => brokerNode(lab, now, broker)),
    controllerNode(lab, now),
    ...processors,
    ...tables,
    ledgerNode(lab, now),
  ];
  const isrNote = isrNoteOf(lab, now);
  return { nodes, edges: edgesOf(lab, now, nodes), headline: headlineOf(lab, now, nodes, isrNote), isrNote };
}
