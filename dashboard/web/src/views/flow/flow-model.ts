// What Flow says about the lab at one moment, as plain data: nodes with health and words, edges with rate, latency and health.
// Pure, so it is tested without a browser. A node that is missing has no numbers: the last ones are not the present ones.
import type { LabState, Processor, Table } from '../../../../contract.ts';
import { count, duration, plural, rate, seconds, share, timeOfDay, UNKNOWN } from '../../format/number.ts';
import { type EdgeModel, edgesOf } from './flow-edges.ts';
import { type Headline, headlineOf } from './headline.ts';
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
  /** A second small line. */
  note: string;
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

/** Words for a part that does not work, and for how long. */
function trouble(part: Part, health: Health, now: number): string {
  if (health === 'missing')
    return part.reportedAt === null ? 'never reported' : `missing ${seconds(now - part.reportedAt)}`;
  return part.since === null ? part.state : `${part.state} ${seconds(now - part.since)}`;
}

/** When what is shown was true for the last time, for a part that does not report. */
const staleNote = (part: Part, health: Health) =>
  health === 'missing' && part.reportedAt !== null ? `stale since ${timeOfDay(part.reportedAt)}` : '';

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
  if (health === 'ok' && (report?.state === 'blocked' || (report?.ackP99Ms ?? 0) > SLOW_ACK_MS))
    health = 'degraded';
  const broken = isBroken(health);
  return {
    id: 'source',
    kind: 'source',
    title: 'source',
    health,
    main: broken ? UNKNOWN : rate(source.ackedPerSecond),
    sub: broken ? trouble(source, health, now) : `ack p99 ${duration(report?.ackP99Ms)}`,
    note: broken
      ? staleNote(source, health)
      : report?.state === 'blocked'
        ? 'blocked'
        : `${count(report?.openEvents)} open`,
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
    sub: broken ? trouble(processor, health, now) : `lag ${duration(lagMs)}`,
    note: broken ? staleNote(processor, health) : `batch ${duration(batch)}`,
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
  const health: Health = unknown
    ? 'missing'
    : stale || (isBroken(writer) && !isQuarantine)
      ? 'degraded'
      : 'ok';
  const fresh = table.freshnessMs === null ? 'age unknown' : `fresh ${duration(table.freshnessMs)}`;
  const { openWindows, finalBefore } = lab.gold;
  const sub = isQuarantine
    ? share(lab.quarantine.share)
    : isGold
      ? `windows, ${openWindows ?? UNKNOWN} open`
      : fresh;
  const note = isQuarantine
    ? ''
    : isGold
      ? finalBefore === null
        ? 'none final'
        : `final −${duration(now - finalBefore)}`
      : `v ${table.version} · ${plural(table.files ?? 0, 'file')}`;
  return {
    id: table.name,
    kind: 'table',
    title: isGold ? 'gold' : table.name,
    health,
    main: unknown ? UNKNOWN : count(table.rows),
    sub: unknown ? 'not known' : sub,
    note: unknown ? '' : note,
    aside: '',
    chips: [],
    fault: faultOn(lab, now, 'table', table.name),
  };
}

function ledgerNode(lab: LabState, now: number): NodeModel {
  const { ledger } = lab;
  const known = ledger.reportedAt !== null && now - ledger.reportedAt < 4 * MISSING_TOPIC_MS;
  const lost = ledger.lost ?? 0;
  const onTheirWay = ledger.unaccounted === null ? null : Math.max(0, ledger.unaccounted - lost);
  const health: Health = !known ? 'missing' : lost > 0 ? 'down' : 'ok';
  return {
    id: 'ledger',
    kind: 'ledger',
    title: 'ledger',
    health,
    main: !known ? UNKNOWN : lost > 0 ? `${count(lost)} lost` : count(ledger.unaccounted),
    sub: !known ? 'not compared' : lost > 0 ? `${count(onTheirWay)} in flight` : 'in flight',
    note: '',
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
    note: '',
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

/** What is left of a state when the server has fallen silent: which parts there are, and since when nothing is known of them. */
export function forgotten(lab: LabState): LabState {
  const mute = <T extends Part>(part: T): T => ({
    ...part,
    state: 'missing',
    reportedAt: part.reportedAt ?? lab.at,
  });
  return {
    ...lab,
    faults: [],
    source: mute(lab.source),
    controller: mute(lab.controller),
    proxies: lab.proxies.map(mute),
    brokers: lab.brokers.map(mute),
    processors: lab.processors.map(mute),
    topic: { ...lab.topic, reportedAt: null },
    tables: [],
    ledger: { ...lab.ledger, reportedAt: null },
  };
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
