// A source process for tests, forked as control forks it, and the reading of a topic that its ledger is compared with.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { EVENT_ID_HEADER, parseEventId } from '../../../pipeline/contract/event.ts';
import type { FatalMessage, FromChild, SourceReport } from '../../../pipeline/contract/progress.ts';
import type { RunSpec, SourceSpec } from '../../../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { lineHash } from '../../../pipeline/source/ledger/ledger-lines.ts';

export interface SpecOptions {
  bootstrap: string[];
  stateDir: string;
  runId: string;
  seed: number;
  source: SourceSpec;
  eventTimeMode?: 'now' | 'original';
  producer?: Partial<Settings['producer']>;
}

/** A run specification with its files in a folder of its own. */
export function runSpec(options: SpecOptions): RunSpec {
  const { bootstrap, stateDir, runId, seed, source, eventTimeMode = 'now', producer = {} } = options;
  const dir = join(stateDir, runId);
  mkdirSync(dir, { recursive: true });
  const settings = defaultSettings();
  Object.assign(settings.producer, producer);
  const nowMs = Date.now();
  return {
    runId,
    kind: 'scenario',
    seed,
    topic: `topic-${runId}`,
    group: `group-${runId}`,
    bootstrap,
    lakeDir: join(dir, 'lake'),
    ledgerFile: join(dir, 'ledger.jsonl'),
    logDir: dir,
    settings,
    eventTimeMode,
    eventClock: { kafkaOriginMs: nowMs, eventOriginMs: nowMs, speed: 1 },
    source,
  };
}

export interface SourceProcess {
  child: ChildProcess;
  last(): SourceReport | undefined;
  fatal(): FatalMessage | undefined;
  /** Waits for a report that satisfies. */
  report(
    what: string,
    satisfies: (report: SourceReport) => boolean,
    deadlineMs?: number,
  ): Promise<SourceReport>;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
  exited: Promise<number | null>;
}

/** Forks the source of a specification. */
export function startSource(spec: RunSpec, args: string[] = []): SourceProcess {
  const specFile = join(spec.logDir, 'spec.json');
  writeFileSync(specFile, JSON.stringify(spec));
  const script = join(import.meta.dirname, '../../../cli/source.ts');
  const child = fork(script, [specFile, ...args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let last: SourceReport | undefined;
  let fatal: FatalMessage | undefined;
  child.on('message', (message: FromChild) => {
    if (message.type === 'source') last = message;
    if (message.type === 'fatal') fatal = message;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    last: () => last,
    fatal: () => fatal,
    report: (what, satisfies, deadlineMs = 60_000) =>
      until(() => (last && satisfies(last) ? last : undefined), { deadlineMs, everyMs: 5, what }),
    stop: () => {
      child.send({ type: 'stop' });
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    exited,
  };
}

export interface TopicRecord {
  seq: number;
  partition: number;
  offset: string;
  md5: string | null;
}

const client = (bootstrap: string[]) =>
  new Kafka({ brokers: bootstrap, logLevel: logLevel.NOTHING, retry: { retries: 20, maxRetryTime: 500 } });

/** Creates a topic of six partitions, RF 3, min ISR 2, and waits until it is whole. */
export async function createTopic(bootstrap: string[], topic: string, replicationFactor = 3): Promise<void> {
  const admin = client(bootstrap).admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: 6,
        replicationFactor,
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
  });
  const whole = async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] }).catch(() => ({ topics: [] }));
    return (
      topics[0]?.partitions.every(({ isr, leader }) => leader >= 0 && isr.length === replicationFactor) ??
      false
    );
  };
  await until(whole, { deadlineMs: 30_000, what: `topic ${topic}` });
  await admin.disconnect();
}

/** Every record of a topic, by what identifies it. */
export async function readTopic(bootstrap: string[], topic: string): Promise<TopicRecord[]> {
  const kafka = client(bootstrap);
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map(
    (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]),
  );
  await admin.disconnect();
  const records: TopicRecord[] = [];
  const next = new Map<number, number>([...ends.keys()].map((partition) => [partition, 0]));
  const consumer = kafka.consumer({
    groupId: `reader-${topic}-${process.hrtime.bigint()}`,
    maxWaitTimeInMs: 50,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      for (const { headers, value, offset } of batch.messages) {
        const seq = parseEventId(String(headers?.[EVENT_ID_HEADER]))?.seq ?? -1;
        const md5 = value === null ? null : lineHash(value.toString('latin1'));
        records.push({ seq, partition: batch.partition, offset, md5 });
      }
      next.set(batch.partition, Number(batch.lastOffset()) + 1);
    },
  });
  const complete = () => [...ends].every(([partition, end]) => (next.get(partition) ?? 0) >= end);
  await until(complete, { deadlineMs: 60_000, what: `the records of ${topic}` });
  await consumer.disconnect();
  return records;
}
