// Looks after the bytes of the lake: verifies data files against their checksums and rebuilds a damaged file of bronze from Kafka, where
// the same records lie as long as retention keeps them. The commit that brought the file says which offsets those are. A damaged file of
// another layer is told, and stays until someone rebuilds that layer. A commit that is not what was read of it is put back. Never on the commit path.
import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { Logger } from 'pino';
import type { RunSpec } from '../contract/run-spec.ts';
import { appId, type TableName } from '../contract/tables.ts';
import { type AddFile, decodedPath } from '../delta/actions.ts';
import { logVerifier } from '../delta/verify-log.ts';
import { readRange } from '../kafka/read-range.ts';
import { recordRun } from '../kafka/record-run.ts';
import { fileVerifier } from '../lake/verify-files.ts';
import type { RecordRun } from '../stream/record-buffer.ts';
import { stagedBronzeRows, stageRecords } from './bronze-staging.ts';
import type { Lakehouse } from './lakehouse.ts';

export interface IntegrityOptions {
  lakehouse: Lakehouse;
  kafka: Kafka;
  spec: Pick<RunSpec, 'topic' | 'settings'>;
  nowMs: () => number;
  log: Logger;
}

export interface Integrity {
  /** Verifies some files of a table and rebuilds what it can. */
  round(table: TableName): Promise<void>;
  /** Data files and commits, since the start of the process. */
  figures(): { damagedFiles: number; rebuiltFiles: number };
}

const READ_AGAIN_WITHIN_MS = 20_000;

interface OffsetRange {
  partition: number;
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
}

/** The records of a range once more; `deadline-passed` when they do not come (retention may have removed them). */
async function readAgain(
  kafka: Kafka,
  topic: string,
  { partition, from, to }: OffsetRange,
): Promise<RecordRun> {
  const messages: KafkaMessage[] = [];
  const range = { topic, partition, from: BigInt(from), to: BigInt(to), deadlineMs: READ_AGAIN_WITHIN_MS };
  // Fetches begin before and end beyond the range.
  await readRange(kafka, `lakequake-rebuild-${randomUUID()}`, range, (message) => {
    if (Number(message.offset) === from + messages.length && from + messages.length < to)
      messages.push(message);
  });
  return recordRun(topic, partition, messages);
}

/** Begins with nothing verified. Without `lake.checksum` there is nothing to verify by. */
export async function integrityOf({
  lakehouse,
  kafka,
  spec,
  nowMs,
  log,
}: IntegrityOptions): Promise<Integrity> {
  const names = Object.keys(lakehouse.tables) as TableName[];
  const verifiers = new Map(names.map((name) => [name, fileVerifier(lakehouse.tables[name])]));
  const logVerifiers = new Map(
    names.map((name) => [name, logVerifier(lakehouse.ports, lakehouse.tables[name].path)]),
  );
  // Where a commit may be replaced by another writer's, a difference is no damage.
  const commitsStay = spec.settings.lake.commitMode === 'put-if-absent';
  const connection = await lakehouse.connect();
  const known = new Set<string>();
  let rebuiltFiles = 0;

  async function rebuild(file: AddFile): Promise<boolean> {
    const { bronze } = lakehouse.tables;
    const ranges = await rangesOf(lakehouse, spec.topic, file);
    if (ranges === undefined) return false;
    const runs = await Promise.all(ranges.map((range) => readAgain(kafka, spec.topic, range)));
    const stage = 'bronze_rebuilt';
    await stageRecords(connection, stage, runs);
    const rows = stagedBronzeRows(stage, spec.topic, nowMs());
    const written = await lakehouse.write(connection, 'bronze', `SELECT * FROM ${rows}`);
    await connection.run(`DROP TABLE IF EXISTS ${stage}`);
    if (written === undefined) return false;
    const removes = [decodedPath(file.path)];
    await bronze.commit({ adds: [written], removes, operation: 'REPAIR', dataChange: false });
    return true;
  }

  /** Before the data files: what to rebuild is read from the log. */
  async function lookAtLog(table: TableName): Promise<void> {
    for (const { version, restored } of (await logVerifiers.get(table)?.()) ?? []) {
      log.error({ table, version, restored }, 'a commit of the log is damaged');
      known.add(`${table}/${version}`);
      if (restored) rebuiltFiles += 1;
    }
  }

  return {
    async round(table) {
      if (!spec.settings.lake.checksum) return;
      if (commitsStay) await lookAtLog(table);
      for (const file of (await verifiers.get(table)?.()) ?? []) {
        const name = `${table}/${file.path}`;
        if (!known.has(name)) log.error({ table, file: file.path }, 'a data file is damaged');
        known.add(name);
        if (table !== 'bronze' || !(await rebuild(file))) continue;
        rebuiltFiles += 1;
        log.warn({ table, file: file.path }, 'a damaged data file was rebuilt from Kafka');
      }
    },
    figures: () => ({ damagedFiles: known.size, rebuiltFiles }),
  };
}

/** The offsets whose records are in the file, by the commit that brought it; undefined for a merged file. */
async function rangesOf(
  { tables: { bronze } }: Lakehouse,
  topic: string,
  file: AddFile,
): Promise<OffsetRange[] | undefined> {
  const commits = await bronze.addedFiles(0, bronze.version);
  const brought = commits.find(({ files }) => files.some(({ path }) => path === file.path));
  if (brought === undefined) return undefined;
  const [before, after] = [
    await bronze.snapshotAt(brought.version - 1),
    await bronze.snapshotAt(brought.version),
  ];
  const prefix = appId.bronze(topic, 0).slice(0, -1);
  return [...after.transactions].flatMap(([id, { version: to }]) => {
    const from = before.transactions.get(id)?.version ?? 0;
    return id.startsWith(prefix) && from < to
      ? [{ partition: Number(id.slice(prefix.length)), from, to }]
      : [];
  });
}
