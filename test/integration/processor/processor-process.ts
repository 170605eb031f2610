// A processor as control runs it, for tests: forked with IPC, its messages kept; and the lake it leaves, as DuckDB views.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Admin, Kafka } from 'kafkajs';
import { EVENT_ID_HEADER, eventId } from '../../../pipeline/contract/event.ts';
import type { FatalMessage, FromChild, ProcessorReport } from '../../../pipeline/contract/progress.ts';
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';
import { TABLES, type TableName } from '../../../pipeline/contract/tables.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { openTable } from '../../../pipeline/delta/table.ts';
import { openDuckDb } from '../../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { tableRelation } from '../../../pipeline/lake/read-table.ts';

const SCRIPT = fileURLToPath(new URL('../../../cli/processor.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

export interface TestRun {
  spec: RunSpec;
  dir: string;
  /** Writes the specification with another group (positions stand in the tables, so a group is only a name). */
  specFile(group?: string): string;
  remove(): void;
}

/** A run in a temporary folder over a topic that the caller makes. */
export function testRun(
  bootstrap: string[],
  runId: string,
  change: (settings: Settings) => void = () => {},
): TestRun {
  const dir = mkdtempSync(join(tmpdir(), 'lakequake-processor-'));
  const settings = defaultSettings();
  settings.consumer.sessionTimeoutMs = 3_000;
  settings.consumer.heartbeatIntervalMs = 300;
  settings.stream.triggerMs = 50;
  change(settings);
  const spec: RunSpec = {
    runId,
    kind: 'scenario',
    seed: 1,
    topic: `t-${runId}`,
    group: `g-${runId}`,
    bootstrap,
    lakeDir: join(dir, 'lake'),
    ledgerFile: join(dir, 'ledger.jsonl'),
    logDir: join(dir, 'logs'),
    settings,
    eventTimeMode: 'original',
    eventClock: { kafkaOriginMs: 0, eventOriginMs: 0, speed: 1 },
    source: { input: { kind: 'generator' }, ratePerSecond: null, maxEvents: null },
  };
  mkdirSync(spec.logDir, { recursive: true });
  return {
    spec,
    dir,
    specFile: (group = spec.group) => {
      const file = join(dir, `spec-${group}.json`);
      writeFileSync(file, JSON.stringify({ ...spec, group }));
      return file;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

export interface RunningProcessor {
  readonly pid: number;
  report(): ProcessorReport | undefined;
  fatal(): FatalMessage | undefined;
  finish(endOffsets: Record<string, string>): void;
  signal(signal: NodeJS.Signals): void;
  /** Ends it and waits. */
  stop(): Promise<void>;
  readonly exited: Promise<NodeJS.Signals | number | null>;
}

/** Forks a processor. */
export function startProcessor(
  run: TestRun,
  specFile: string,
  name: string,
  ports?: [file: string, options: unknown],
): RunningProcessor {
  const args = ports ? ['--ports', ports[0], '--ports-options', JSON.stringify(ports[1])] : [];
  const output = openSync(join(run.spec.logDir, `${name}.out`), 'a');
  const child: ChildProcess = fork(SCRIPT, [specFile, '--name', name, ...args], {
    execArgv: ['--import', TSX],
    stdio: ['ignore', output, output, 'ipc'],
  });
  let report: ProcessorReport | undefined;
  let fatal: FatalMessage | undefined;
  child.on('message', (message: FromChild) => {
    if (message.type === 'processor') report = message;
    if (message.type === 'fatal') fatal = message;
  });
  const exited = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code));
  });
  return {
    pid: child.pid ?? -1,
    report: () => report,
    fatal: () => fatal,
    finish: (endOffsets) => void child.send({ type: 'finish', endOffsets }, () => {}),
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      if (child.connected) child.send({ type: 'stop' }, () => {});
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(timer);
    },
    exited,
  };
}

/** Waits until the processor says that everything is final; rejects with its last words when it dies instead. */
export async function finished(processor: RunningProcessor, deadlineMs = 60_000): Promise<void> {
  await until(
    () => {
      const fatal = processor.fatal();
      if (fatal) throw new Error(`${fatal.code}: ${fatal.message}`);
      return processor.report()?.state === 'finished';
    },
    { deadlineMs, everyMs: 20, what: 'the processor to finish' },
  );
}

/** Sends lines, spread over the partitions by their sequence number. */
export async function sendLines(
  kafka: Kafka,
  topic: string,
  runId: string,
  lines: readonly (string | null)[],
  options: { partitions: number; firstSeq?: number },
): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const messages = lines.map((line, index) => {
    const seq = (options.firstSeq ?? 0) + index;
    return {
      partition: seq % options.partitions,
      value: line === null ? null : Buffer.from(line, 'latin1'),
      headers: { [EVENT_ID_HEADER]: eventId(runId, seq) },
    };
  });
  for (let partition = 0; partition < options.partitions; partition++) {
    const own = messages.filter((message) => message.partition === partition);
    for (let at = 0; at < own.length; at += 2_000) {
      await producer.send({ topic, acks: -1, messages: own.slice(at, at + 2_000) });
    }
  }
  await producer.disconnect();
}

export async function logEnds(admin: Admin, topic: string): Promise<Record<string, string>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return Object.fromEntries(offsets.map(({ partition, high }) => [String(partition), high]));
}

/** Runs a query over views bronze, silver, quarantine, gold_traffic, gold_status and gold_paths. */
export async function queryLake(lakeDir: string, sql: string): Promise<Record<string, unknown>[]> {
  const session = await openDuckDb({ threads: 2 });
  try {
    const storage = localStorage(lakeDir, { fsync: false });
    const connection = await session.connect();
    for (const name of Object.keys(TABLES) as TableName[]) {
      const options = { onCheckpointError: () => undefined };
      const table = await openTable(lakePorts(storage, session), TABLES[name].path, options);
      const rows = tableRelation(storage, TABLES[name].path, table.snapshot());
      await connection.run(`CREATE VIEW ${name.replace('.', '_')} AS SELECT * FROM ${rows}`);
    }
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    session.close();
  }
}

/** The figures by which loss and doubling show, and gold as its definition against gold as it stands. */
export const EXACTNESS = `SELECT
  (SELECT count(*)::INTEGER FROM bronze) AS bronze,
  (SELECT count(DISTINCT event_id)::INTEGER FROM bronze) AS bronze_ids,
  (SELECT count(*)::INTEGER FROM silver) AS silver,
  (SELECT count(DISTINCT event_id)::INTEGER FROM silver) AS silver_ids,
  (SELECT count(*)::INTEGER FROM quarantine) AS quarantine,
  (SELECT count(DISTINCT event_id)::INTEGER FROM quarantine) AS quarantine_ids,
  (SELECT coalesce(sum(requests), 0)::INTEGER FROM gold_traffic) AS traffic,
  (SELECT coalesce(sum(requests), 0)::INTEGER FROM gold_status) AS status,
  (SELECT coalesce(sum(requests), 0)::INTEGER FROM gold_paths) AS paths,
  (SELECT count(*)::INTEGER FROM gold_traffic WHERE NOT is_final) AS provisional,
  (SELECT count(*)::INTEGER FROM (
    SELECT epoch_ms(window_start) AS w, requests, bytes, errors, hosts FROM gold_traffic
    EXCEPT ALL
    SELECT epoch_ms(event_time) - epoch_ms(event_time) % 10000, count(*), sum(bytes)::BIGINT,
      count(*) FILTER (status >= 400), count(DISTINCT host) FROM silver GROUP BY 1)) AS wrong_windows`;
