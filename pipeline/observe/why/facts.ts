// Everything `why` may reason about, as plain data: gathered from control's live state or, without it, from files.
// null means *not known*, never zero: a link that lacks its facts answers `unknown`, so that nothing is called well unseen.
import type { TableName } from '../../contract/tables.ts';

export interface Facts {
  /** When the tables were read, ms since the epoch: the clock that ages of commits are told by. */
  at: number;
  from: 'control' | 'files';
  /** Whether anything runs at all; null when the run is one that ends by itself. */
  labRuns: boolean | null;
  settings: SettingFacts;
  source: SourceFacts | null;
  topic: TopicFacts | null;
  brokers: BrokerFacts[] | null;
  processors: ProcessorFacts[] | null;
  tables: Partial<Record<TableName, TableFacts>>;
  quarantine: QuarantineFacts | null;
  /** Event-time watermark per Kafka partition, by newest accepted event time. */
  partitions: PartitionTimeFacts[] | null;
  windows: WindowFacts | null;
  latency: LatencyFacts | null;
  /** Age in ms of what the dashboard shows; null without a dashboard. */
  dashboardAgeMs: number | null;
}

export interface SettingFacts {
  triggerMs: number;
  windowMs: number;
  allowedLatenessMs: number;
  idlePartitionMs: number | null;
  startFrom: 'earliest' | 'latest';
  compactAfterFiles: number;
  compaction: boolean;
  poison: 'quarantine' | 'stop' | 'drop';
}

export interface SourceFacts {
  alive: boolean;
  paused: boolean;
  /** ms since its last report; null when it never reported. */
  reportAgeMs: number | null;
  state: 'running' | 'blocked' | 'done' | null;
  made: number;
  acked: number;
  failed: number;
  unknown: number;
  openEvents: number;
  /** Partitions with a send that has no answer. */
  openPartitions: number[];
  /** Growth between two looks; null after one look. */
  madePerSecond: number | null;
  ackedPerSecond: number | null;
  targetRatePerSecond: number | null;
  /** The topic it writes to. */
  topic: string;
  lastAckAt: number | null;
}

export interface TopicFacts {
  /** The topic the processors read. */
  name: string;
  exists: boolean;
  minInsyncReplicas: number | null;
  partitions: TopicPartitionFacts[];
  /** Other topics that hold records. */
  othersWithRecords: string[];
}

export interface TopicPartitionFacts {
  partition: number;
  /** -1 when it has none. */
  leader: number | null;
  isr: number[] | null;
  replicas: number[] | null;
  logStart: number | null;
  /** Read before the positions, so that what lies between is no invention: lag is told by it. */
  logEnd: number | null;
  /** Proven to be read after the positions; null when that was not needed or got no answer. */
  logEndAfter: number | null;
  /** Growth of the log end between two looks. */
  endPerSecond: number | null;
}

export interface BrokerFacts {
  id: number;
  running: boolean;
  paused: boolean;
  /** Whether its proxy lets clients through; null when not known. */
  proxyOpen: boolean | null;
  since: number | null;
}

export interface ProcessorFacts {
  name: string;
  pid: number | null;
  alive: boolean;
  /** Stopped by a signal (SIGSTOP). */
  paused: boolean;
  reportAgeMs: number | null;
  state: 'joining' | 'running' | 'stopped' | 'finished' | null;
  assigned: number[];
  /** What ended it, when it said so. */
  lastError: {
    code: string;
    message: string;
    at: number;
    partition: number | null;
    offset: string | null;
  } | null;
  endedAt: number | null;
}

export interface TableFacts {
  version: number;
  rows: number | null;
  files: number;
  committedAt: number | null;
  /** The version of the table upstream whose rows are in this one; null for bronze. */
  upstreamVersion: number | null;
  /** When the first upstream rows that are not in this table were committed; null when there are none (or not known). */
  waitingSince: number | null;
  /** Bronze only: next offset per partition. */
  positions: Record<string, number> | null;
  /** Bronze only: the positions are at least this old, ms since the epoch. */
  positionsReadAt: number | null;
  /** Typical time a commit takes, ms. */
  commitMs: number | null;
}

export interface QuarantineFacts {
  accepted: number;
  rejected: number;
  /** Most frequent reason and its share of the rejected rows. */
  topReason: string | null;
  topShare: number | null;
  example: string | null;
}

export interface PartitionTimeFacts {
  partition: number;
  newestEventTime: number | null;
  /** Taken out of the watermark for idleness. */
  idle: boolean;
  /** ms since its position last moved. */
  silentMs: number | null;
}

export interface WindowFacts {
  watermark: number | null;
  /** Event time of the newest row in silver. */
  newestSilver: number | null;
  /** Every window that ends at or before this is final. */
  finalBefore: number | null;
  newestGoldWindow: number | null;
  rowsInGold: number | null;
  /** Silver rows that gold has not admitted because they were late. */
  lateDropped: number | null;
  /** Silver rows admitted by the row rule, by our own count. */
  admitted: number | null;
}

export interface LatencyFacts {
  /** Typical ms from produced to visible, by layer; each includes the ones before it. */
  ackMs: number | null;
  bronzeMs: number | null;
  silverMs: number | null;
  goldMs: number | null;
  lagRecords: number | null;
  lagMs: number | null;
}

/** Facts with nothing known but defaults; gathering fills in what it finds. */
export function unknownFacts(at: number, from: Facts['from']): Facts {
  return {
    at,
    from,
    labRuns: null,
    settings: {
      triggerMs: 500,
      windowMs: 10_000,
      allowedLatenessMs: 10_000,
      idlePartitionMs: 5_000,
      startFrom: 'earliest',
      compactAfterFiles: 200,
      compaction: true,
      poison: 'quarantine',
    },
    source: null,
    topic: null,
    brokers: null,
    processors: null,
    tables: {},
    quarantine: null,
    partitions: null,
    windows: null,
    latency: null,
    dashboardAgeMs: null,
  };
}
