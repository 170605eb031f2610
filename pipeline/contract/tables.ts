// Names, places and columns of the lake's tables. The SQL of the transformations stands in medallion/sql;
// this is the contract both sides of it are held to.

export type ColumnType = 'string' | 'integer' | 'long' | 'double' | 'boolean' | 'timestamp';
export interface Column {
  name: string;
  type: ColumnType;
}
export type TableName = 'bronze' | 'silver' | 'quarantine' | 'gold.traffic' | 'gold.status' | 'gold.paths';
export const GOLD_TABLES = ['gold.traffic', 'gold.status', 'gold.paths'] as const;
export type GoldTableName = (typeof GOLD_TABLES)[number];

const column = (name: string, type: ColumnType): Column => ({ name, type });

/** Columns in order. Times are UTC instants with microseconds (`timestamp` in Delta, TIMESTAMPTZ in DuckDB). */
export const TABLES: Record<TableName, { path: string; columns: Column[] }> = {
  bronze: {
    path: 'bronze',
    columns: [
      column('event_id', 'string'),
      column('kafka_topic', 'string'),
      column('kafka_partition', 'integer'),
      column('kafka_offset', 'long'),
      column('kafka_time', 'timestamp'),
      column('ingested_at', 'timestamp'),
      column('key', 'string'),
      column('raw', 'string'),
    ],
  },
  silver: {
    path: 'silver',
    columns: [
      column('event_id', 'string'),
      column('event_time', 'timestamp'),
      column('behind_ms', 'long'),
      column('host', 'string'),
      column('method', 'string'),
      column('path', 'string'),
      column('protocol', 'string'),
      column('status', 'integer'),
      column('bytes', 'long'),
      column('format', 'string'),
      column('kafka_partition', 'integer'),
      column('kafka_offset', 'long'),
      column('ingested_at', 'timestamp'),
    ],
  },
  quarantine: {
    path: 'quarantine',
    columns: [
      column('event_id', 'string'),
      column('raw', 'string'),
      column('reasons', 'string'),
      column('kafka_partition', 'integer'),
      column('kafka_offset', 'long'),
      column('rejected_at', 'timestamp'),
    ],
  },
  'gold.traffic': {
    path: 'gold/traffic',
    columns: [
      column('window_start', 'timestamp'),
      column('requests', 'long'),
      column('bytes', 'long'),
      column('errors', 'long'),
      column('hosts', 'long'),
      column('is_final', 'boolean'),
    ],
  },
  'gold.status': {
    path: 'gold/status',
    columns: [
      column('window_start', 'timestamp'),
      column('status', 'integer'),
      column('requests', 'long'),
      column('is_final', 'boolean'),
    ],
  },
  'gold.paths': {
    path: 'gold/paths',
    columns: [
      column('window_start', 'timestamp'),
      column('path', 'string'),
      column('requests', 'long'),
      column('is_final', 'boolean'),
    ],
  },
};

/** Delta `txn` application ids: the position of every streaming query lives in the commit of its data. */
export const appId = {
  /** version = next Kafka offset to read. */
  bronze: (topic: string, partition: number) => `bronze/${topic}/${partition}`,
  /** version = newest bronze table version whose rows are in silver (quarantine keeps its own). */
  silver: 'silver/bronze-version',
  quarantine: 'quarantine/bronze-version',
  /** version = newest accepted event time of this Kafka partition, ms since the epoch. */
  silverNewest: (partition: number) => `silver/newest-event-time/${partition}`,
  /** version = newest Kafka time of this partition that silver has seen, ms: the clock of the deduplication horizon. */
  silverNewestKafkaTime: (partition: number) => `silver/newest-kafka-time/${partition}`,
  /** version = newest silver table version whose rows are in this gold table. */
  gold: 'gold/silver-version',
  /** version = end (ms) of the newest final window: every window that ends at or before it is final. */
  goldFinalBefore: 'gold/final-before-ms',
} as const;
