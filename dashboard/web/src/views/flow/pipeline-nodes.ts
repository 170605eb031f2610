// Source, processors, tables and ledger as Flow shows them: what the pipeline's own parts report, and how far the ledger agrees.
import type { LabState, Processor, Table } from '../../../../contract.ts';
import { count, duration, plural, rate, share, UNKNOWN } from '../../format/number.ts';
import {
  type Health,
  healthOf,
  isBroken,
  SILENT_TOPIC_MS,
  SLOW_ACK_MS,
  SLOW_LAG_MS,
  STALE_TABLE_MS,
} from './health.ts';
import { faultOn, type NodeModel, staleNote, trouble } from './node-model.ts';

export function sourceNode(lab: LabState, now: number): NodeModel {
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

/** Worst lag over a processor's partitions, ms; null when it knows none. */
function lagMsOf({ report }: Processor): number | null {
  const lags = report?.partitions.flatMap(({ lagMs }) => (lagMs === null ? [] : [lagMs])) ?? [];
  return lags.length === 0 ? null : Math.max(...lags);
}

export function processorNode(lab: LabState, now: number, processor: Processor, only: boolean): NodeModel {
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

export function tableNode(lab: LabState, now: number, table: Table, writer: Health): NodeModel {
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

export function ledgerNode(lab: LabState, now: number): NodeModel {
  const { ledger } = lab;
  const known = ledger.reportedAt !== null && now - ledger.reportedAt < 4 * SILENT_TOPIC_MS;
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
