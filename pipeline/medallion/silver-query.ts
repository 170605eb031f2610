// The silver query: bronze versions in, silver and quarantine out. Quarantine is committed first, with a position of its
// own; when a crash falls between the two commits, the next batch takes exactly the range that quarantine recorded and
// writes silver alone, so nothing is lost or doubled.
import { LakequakeError } from '../contract/errors.ts';
import type { SilverFigures } from '../contract/progress.ts';
import { appId } from '../contract/tables.ts';
import { deduplication } from './deduplication.ts';
import { brokenExpectationsSql, expectationsFor } from './expectations.ts';
import type { HandOver } from './hand-over.ts';
import { layerContract } from './layer-contract.ts';
import { byPartition, newestBeforeTable } from './newest-before.ts';
import { commitMoving, isConflict, type Move, silverKafkaTimeId } from './positions.ts';
import { batchReporter, phaseTimer, type QueryContext } from './query-context.ts';
import { readerSql } from './reader-sql.ts';
import { countDoubled, type RowGroup, readRowGroups, rejectedBy, samplePaths } from './row-figures.ts';
import { nextVersions, rowsOfVersions, type VersionRange } from './source-versions.ts';
import { storagePatience } from './storage-patience.ts';
import { transformation } from './transformations.ts';

export interface SilverOptions {
  context: QueryContext;
  /** Rows of bronze versions committed by this process. */
  bronzeHandOver: HandOver;
  silverHandOver: HandOver;
  /** Longest time between looks for commits of other processes. */
  pollMs: number;
  onCommit: (batch: SilverCommit) => void;
}

export interface SilverCommit {
  version: number;
  rows: number;
  deduplicated: number;
  quarantined: number;
  /** Rows taken from bronze, and those written to silver or kept in quarantine. */
  read: number;
  kept: number;
  /** Without deduplication: rows of an id after its first in the batch. */
  doubled: number;
  groups: readonly RowGroup[];
  paths: SilverFigures['paths'];
  /** Produce times of some rows, ms. */
  producedMs: number[];
}

export interface SilverQuery {
  input(): 'none' | 'some' | 'full';
  runBatch(): Promise<void>;
  /** Newest bronze version of which nothing is missing in silver. */
  caughtUpTo(): number;
  forget(): Promise<void>;
}

interface Plan {
  range: VersionRange;
  /** Quarantine already holds the rejected rows of exactly this range. */
  replay: boolean;
  /** Stored positions of silver at the time of planning. */
  silverAt: ReadonlyMap<string, number>;
  quarantineAt: number | undefined;
}

interface Judgement {
  repeated: number;
  rejected: number;
  doubled: number;
  groups: RowGroup[];
  paths: SilverFigures['paths'];
  producedMs: number[];
}

interface Facts {
  rows: number;
  newestMs: Map<number, number>;
  eventTimeMs: { min: number; max: number; avg: number } | null;
}

/** Prepares the query; it reads its positions with every batch. */
export async function silverQuery(options: SilverOptions): Promise<SilverQuery> {
  const { context, bronzeHandOver, silverHandOver } = options;
  const { lakehouse, spec, nowMs, log } = context;
  const { silver: settings, stream, lake } = spec.settings;
  const { bronze, silver, quarantine } = lakehouse.tables;
  const connection = await lakehouse.connect();
  const dedup = deduplication(connection, lakehouse, stream.dedupHorizonMs);
  const reporter = batchReporter(context, 'silver');
  const judged = transformation('judged', {
    ...readerSql(settings),
    brokenExpectations: brokenExpectationsSql(expectationsFor({ ...spec, silver: settings })),
  });
  const keepsRejected = settings.poison === 'quarantine' && settings.parser !== 'strict';
  const warn = (sentence: string) => log.warn(sentence);
  const keepsContract = layerContract('bronze', lake.layerContract, warn);
  // What silver writes is read by others: not even its own table may be another one than it was made for.
  const keepsOwnContract = layerContract('silver', lake.layerContract, warn);
  const patience = storagePatience(nowMs);
  let caughtUpTo = 0;
  let lastLookMs = 0;
  let more = false;
  let table = 0;

  /**
   * Up to where to read: exactly what quarantine has recorded when it is ahead of silver. Positions are read once, here:
   * what a commit expects must be what its batch was built on.
   */
  async function plan(): Promise<Plan> {
    const silverAt = silver.transactionVersions();
    const quarantineAt = quarantine.transactionVersion(appId.quarantine);
    const stored = silverAt.get(appId.silver) ?? 0;
    const recorded = quarantineAt ?? 0;
    const replay = recorded > stored;
    const from = replay ? stored : Math.max(stored, caughtUpTo);
    const limit = replay ? Number.POSITIVE_INFINITY : stream.maxBatchEvents;
    const range = await nextVersions(lakehouse, 'bronze', from, replay ? recorded : bronze.version, limit);
    return { range, replay, silverAt, quarantineAt };
  }

  async function judge({ range, silverAt }: Plan): Promise<Judgement> {
    const rows = rowsOfVersions(lakehouse, 'bronze', range, bronzeHandOver);
    await connection.run(`CREATE OR REPLACE TEMP VIEW bronze_input AS ${rows}`);
    let repeated = 0;
    if (stream.dedup) repeated = await dedup.prepare(byPartition(silverAt, silverKafkaTimeId));
    else await connection.run('CREATE OR REPLACE TEMP VIEW bronze_batch AS SELECT * FROM bronze_input');
    await connection.run(`CREATE OR REPLACE TEMP TABLE judged AS ${judged}`);
    const groups = await readRowGroups(connection);
    const doubled = stream.dedup ? 0 : await countDoubled(connection);
    const reasons = rejectedBy(groups);
    if (reasons.length > 0) log.info({ query: 'silver', reasons }, 'rejected rows');
    const sample = await connection.runAndReadAll(
      'SELECT instant_ms(kafka_time) AS ms FROM judged USING SAMPLE reservoir(200 ROWS)',
    );
    return {
      repeated,
      doubled,
      groups,
      paths: await samplePaths(connection),
      rejected: reasons.reduce((sum, [, rows]) => sum + rows, 0),
      producedMs: sample.getRowObjects().map((row) => Number(row.ms)),
    };
  }

  async function commitQuarantine({ range, quarantineAt }: Plan, startedMs: number): Promise<void> {
    const query = transformation('quarantine', { ingestedAt: `ms_instant(${Math.round(startedMs)})` });
    const file = await lakehouse.write(connection, 'quarantine', query);
    await commitMoving(
      quarantine,
      {
        adds: file ? [file] : [],
        operation: 'STREAMING UPDATE',
        operationParameters: { query: 'quarantine' },
      },
      [{ appId: appId.quarantine, expected: quarantineAt, version: range.to }],
      lake.positionCheck,
    );
  }

  async function commitSilver(planned: Plan, startedMs: number): Promise<{ version: number; facts: Facts }> {
    await connection.run(newestBeforeTable(byPartition(planned.silverAt, appId.silverNewest)));
    const name = `silver_batch_${table++}`;
    const query = transformation('silver', { ingestedAt: `ms_instant(${Math.round(startedMs)})` });
    await connection.run(`CREATE OR REPLACE TABLE ${name} AS ${query}`);
    const facts = await factsOf(name);
    const commit = async () => {
      const file = await lakehouse.write(connection, 'silver', `SELECT * FROM ${name}`);
      const moves = movesOf(planned, facts, await newestKafkaTimes());
      const adds = file ? [file] : [];
      const request = { adds, operation: 'STREAMING UPDATE', operationParameters: { query: 'silver' } };
      return commitMoving(silver, request, moves, lake.positionCheck);
    };
    const { version } = await commit().catch(async (error: unknown) => {
      await connection.run(`DROP TABLE IF EXISTS ${name}`);
      throw error;
    });
    await silverHandOver.offer(version, name, `(SELECT * FROM ${name})`, facts.rows);
    return { version, facts };
  }

  async function process(planned: Plan): Promise<void> {
    const { range, replay } = planned;
    const startedMs = nowMs();
    const timer = phaseTimer(nowMs);
    reporter.begin();
    const { repeated, doubled, rejected, groups, paths, producedMs } = await judge(planned);
    timer.done('getBatch');
    if (rejected > 0 && settings.poison === 'stop') throw poisoned(rejected);
    if (rejected > 0 && keepsRejected && !replay) await commitQuarantine(planned, startedMs);
    timer.done('quarantine');
    const { version, facts } = await commitSilver(planned, startedMs);
    timer.done('addBatch');
    dedup.accept();
    caughtUpTo = range.to;
    await bronzeHandOver.release(range.to);
    options.onCommit({
      version,
      rows: facts.rows,
      deduplicated: repeated,
      quarantined: rejected,
      read: range.rows,
      kept: facts.rows + (keepsRejected ? rejected : 0),
      doubled,
      groups,
      paths,
      producedMs,
    });
    reporter.end({
      startedMs,
      endedMs: nowMs(),
      inputRows: range.rows,
      outputRows: facts.rows,
      phasesMs: timer.phases,
      eventTimeMs: facts.eventTimeMs,
      watermarkMs: null,
      source: {
        description: 'Delta[bronze]',
        start: String(range.from),
        end: String(range.to),
        latest: String(bronze.version),
      },
      sink: 'Delta[silver]',
    });
  }

  async function newestKafkaTimes(): Promise<Map<number, number>> {
    const result = await connection.runAndReadAll(
      'SELECT kafka_partition AS p, max(instant_ms(kafka_time)) AS ms FROM bronze_input GROUP BY 1',
    );
    return new Map(result.getRowObjects().map((row) => [Number(row.p), Number(row.ms)]));
  }

  async function factsOf(name: string): Promise<Facts> {
    const result = await connection.runAndReadAll(`SELECT kafka_partition AS p, count(*) AS n,
      max(instant_ms(event_time)) AS newest, min(instant_ms(event_time)) AS oldest,
      avg(instant_ms(event_time)) AS mean FROM ${name} GROUP BY 1`);
    const rows = result.getRowObjects().map((row) => ({
      p: Number(row.p),
      n: Number(row.n),
      newest: Number(row.newest),
      oldest: Number(row.oldest),
      mean: Number(row.mean),
    }));
    const total = rows.reduce((sum, row) => sum + row.n, 0);
    return {
      rows: total,
      newestMs: new Map(rows.map((row) => [row.p, row.newest])),
      eventTimeMs:
        total === 0
          ? null
          : {
              min: Math.min(...rows.map((row) => row.oldest)),
              max: Math.max(...rows.map((row) => row.newest)),
              avg: rows.reduce((sum, row) => sum + row.mean * row.n, 0) / total,
            },
    };
  }

  async function runBatch(): Promise<void> {
    lastLookMs = nowMs();
    await bronze.refresh();
    keepsContract(bronze.schema);
    keepsOwnContract(silver.schema);
    const planned = await plan();
    const { range } = planned;
    more = range.more;
    if (range.rows === 0) {
      caughtUpTo = Math.max(caughtUpTo, range.to);
      return;
    }
    try {
      await process(planned);
      patience.relieved();
    } catch (error) {
      if (!isConflict(error) && !(await patience.bears(error))) throw error;
      log.warn({ err: error }, 'silver: the batch was not taken; planning again');
      await forget();
    }
  }

  async function forget(): Promise<void> {
    caughtUpTo = 0;
    dedup.forget();
    await Promise.all([silver.refresh(), quarantine.refresh()]);
  }

  return {
    input: () => {
      if (more) return 'full';
      return bronze.version > caughtUpTo || nowMs() - lastLookMs >= options.pollMs ? 'some' : 'none';
    },
    runBatch,
    caughtUpTo: () => caughtUpTo,
    forget,
  };
}

function movesOf({ range, silverAt }: Plan, facts: Facts, kafkaTimes: ReadonlyMap<number, number>): Move[] {
  const moves: Move[] = [{ appId: appId.silver, expected: silverAt.get(appId.silver), version: range.to }];
  const raise = (id: string, ms: number): void => {
    const before = silverAt.get(id);
    if (before === undefined || ms > before) moves.push({ appId: id, expected: before, version: ms });
  };
  for (const [partition, ms] of facts.newestMs) raise(appId.silverNewest(partition), ms);
  for (const [partition, ms] of kafkaTimes) raise(silverKafkaTimeId(partition), ms);
  return moves;
}

function poisoned(rows: number): LakequakeError {
  return new LakequakeError(
    'contract-violated',
    `${rows} rows of the batch cannot be read, and silver.poison is stop`,
    {
      context: { rows },
      hint: 'Set silver.poison to quarantine to keep such rows aside and go on.',
    },
  );
}
