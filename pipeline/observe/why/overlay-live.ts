// Facts from control's live state laid over those from files: replicas, assignments, rates and latencies that only a
// running cluster knows (but who is stopped by a signal, the operating system knows better). Reads the
// shape that `GET /api/state` has (dashboard/contract.ts) and nothing else of it. Pure.
import type { ProcessorReport, SourceReport } from '../../contract/progress.ts';
import type { TableName } from '../../contract/tables.ts';
import type { Facts, LatencyFacts, ProcessorFacts } from './facts.ts';

type PartState = 'up' | 'starting' | 'down' | 'paused' | 'missing' | 'stopped' | 'finished';
interface Part {
  state: PartState;
  since: number | null;
  reportedAt: number | null;
}

/** The part of control's state that is read here. */
export interface LiveState {
  at: number;
  run: { id: string; kind: 'lab' | 'drain' | 'scenario' } | null;
  source: Part & { report: SourceReport | null; madePerSecond: number | null; ackedPerSecond: number | null };
  proxies: (Part & { brokerId: number; toxics: string[] })[];
  brokers: (Part & { id: number })[];
  topic: {
    name: string;
    minInsyncReplicas: number | null;
    reportedAt: number | null;
    offsetsAskedAt?: number | null | undefined;
    partitions: {
      partition: number;
      leader: number | null;
      replicas: number[];
      isr: number[];
      logEndOffset: string | null;
      inPerSecond: number | null;
    }[];
  };
  processors: (Part & {
    name: string;
    report: ProcessorReport | null;
    queries: Record<string, { durationMs: Record<string, number> }>;
  })[];
}

/** Facts with everything that control knows better. `now` is when control answered: what it reported is as old as it was then. */
export function overlayLive(facts: Facts, live: LiveState, now: number): Facts {
  return {
    ...facts,
    from: 'control',
    labRuns: true,
    source: sourceFacts(facts, live, now),
    topic: topicFacts(facts, live),
    brokers: live.brokers.map(({ id, state, since }) => ({
      id,
      running: state !== 'down' && state !== 'stopped',
      paused: state === 'paused',
      proxyOpen: live.proxies.find((proxy) => proxy.brokerId === id)?.state !== 'down',
      since,
    })),
    processors: live.processors.map((one) => processorFacts(facts, one, now)),
    tables: withCommitTimes(facts.tables, live),
    partitions:
      facts.partitions?.map((one) => ({ ...one, idle: isIdle(live, one.partition) ?? one.idle })) ?? null,
    latency: latencyFacts(live),
    dashboardAgeMs: Math.max(0, now - live.at),
  };
}

const alive = (state: PartState) => state !== 'down' && state !== 'stopped';

function sourceFacts({ source: known, topic }: Facts, { source }: LiveState, now: number): Facts['source'] {
  const { report } = source;
  return {
    alive: alive(source.state),
    paused: source.state === 'paused' || (alive(source.state) && known?.paused === true),
    reportAgeMs: source.reportedAt === null ? null : now - source.reportedAt,
    state: source.state === 'finished' ? 'done' : (report?.state ?? known?.state ?? null),
    made: report?.made ?? known?.made ?? 0,
    acked: report?.acked ?? known?.acked ?? 0,
    failed: report?.failed ?? known?.failed ?? 0,
    unknown: report?.unknown ?? known?.unknown ?? 0,
    openEvents: report?.openEvents ?? known?.openEvents ?? 0,
    openPartitions:
      report?.openSends.flatMap((sends, partition) => (sends > 0 ? [partition] : [])) ??
      known?.openPartitions ??
      [],
    madePerSecond: source.madePerSecond,
    ackedPerSecond: source.ackedPerSecond,
    targetRatePerSecond: report?.targetRatePerSecond ?? null,
    topic: known?.topic ?? topic?.name ?? '',
    lastAckAt: known?.lastAckAt ?? null,
  };
}

/** End offsets by the cluster; what the ledger proves stands where the cluster does not answer. */
function topicFacts({ topic: known }: Facts, { topic }: LiveState): Facts['topic'] {
  if (topic.reportedAt === null) return known;
  return {
    name: topic.name,
    exists: true,
    minInsyncReplicas: topic.minInsyncReplicas,
    othersWithRecords: [],
    partitions: topic.partitions.map(({ partition, leader, isr, replicas, logEndOffset, inPerSecond }) => ({
      partition,
      leader: leader ?? -1,
      isr,
      replicas,
      logStart: null,
      logEnd: logEndOffset === null ? null : Number(logEndOffset),
      logEndAfter: null,
      endPerSecond: inPerSecond,
    })),
  };
}

function processorFacts(
  { processors }: Facts,
  { name, state, since, reportedAt, report }: LiveState['processors'][number],
  now: number,
): ProcessorFacts {
  const known = processors?.find((one) => one.name === name);
  return {
    name,
    pid: report?.pid ?? null,
    alive: alive(state),
    paused: state === 'paused' || (alive(state) && known?.paused === true),
    reportAgeMs: reportedAt === null ? null : now - reportedAt,
    state: report?.state ?? null,
    assigned: report?.assigned ?? [],
    lastError: known?.lastError ?? null,
    endedAt: alive(state) ? null : since,
  };
}

function withCommitTimes(tables: Facts['tables'], live: LiveState): Facts['tables'] {
  const ms = (query: string) => {
    const durations = live.processors.map((one) => one.queries[query]?.durationMs ?? {});
    const commits = durations.flatMap((one) => one.walCommit ?? one.commitOffsets ?? []);
    return commits.length === 0 ? null : Math.max(...commits);
  };
  return Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [
      name,
      { ...table, commitMs: ms((name as TableName).split('.')[0]!) },
    ]),
  );
}

function isIdle(live: LiveState, partition: number): boolean | undefined {
  return live.processors
    .flatMap((one) => one.report?.partitions ?? [])
    .find((one) => one.partition === partition)?.idle;
}

function latencyFacts({ source, processors }: LiveState): LatencyFacts {
  const reports = processors.flatMap((one) => one.report ?? []);
  const worst = (values: (number | null | undefined)[]) => {
    const known = values.filter((value) => value != null);
    return known.length === 0 ? null : Math.max(...known);
  };
  const partitions = reports.flatMap((one) => one.partitions);
  const lags = partitions.flatMap((one) => one.lagRecords ?? []);
  return {
    ackMs: source.report?.ackP50Ms ?? null,
    bronzeMs: worst(reports.map((one) => one.latencyMs.bronze?.p50)),
    silverMs: worst(reports.map((one) => one.latencyMs.silver?.p50)),
    goldMs: worst(reports.map((one) => one.latencyMs.gold?.p50)),
    lagRecords: lags.length === 0 ? null : lags.reduce((sum, lag) => sum + lag, 0),
    lagMs: worst(partitions.map((one) => one.lagMs)),
  };
}
