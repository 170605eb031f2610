// The silver query: bronze versions in, silver and quarantine out. Quarantine is committed first, with a position of its
// own; when a crash falls between the two commits, the next batch takes exactly the range that quarantine recorded and
// writes silver alone, so nothing is lost or doubled.
import { LakequakeError } from '../contract/errors.ts';
import { appId } from '../contract/tables.ts';
import { type BatchTimes, batchTimes, timeColumns } from './batch-times.ts';
import type { HandOver } from './hand-over.ts';
import { layerContract } from './layer-contract.ts';
import { byPartition, newestBeforeTable } from './newest-before.ts';
import { commitMoving, isConflict, type Move } from './positions.ts';
import { batchReporter, phaseTimer, type QueryContext } from './query-context.ts';
import { type JudgedBatch, silverArrivals } from './silver-arrivals.ts';
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

export interface SilverCommit extends Pick<JudgedBatch, 'doubled' | 'groups' | 'paths' | 'producedMs'> {
  version: number;
  rows: number;
  deduplicated: number;
  quarantined: number;
  /** Rows taken from bronze, and those written to silver or kept in quarantine. */
  read: number;
  kept: number;
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

/** Prepares the query; it reads its positions with every batch. */
export async function silverQuery(options: SilverOptions): Promise<SilverQuery> {
  const { context, bronzeHandOver, silverHandOver } = options;
  const { lakehouse, spec, nowMs, log } = context;
  const { silver: settings, stream, lake } = spec.settings;
  const { bronze, silver, quarantine } = lakehouse.tables;
  const connection = await lakehouse.connect();
  const arrivals = silverArrivals(connection, context);
  const reporter = batchReporter(context, 'silver');
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

  async function commitSilver(
    planned: Plan,
    startedMs: number,
  ): Promise<{ version: number; times: BatchTimes }> {
    await connection.run(newestBeforeTable(byPartition(planned.silverAt, appId.silverNewest)));
    const name = `silver_batch_${table++}`;
    const query = transformation('silver', { ingestedAt: `ms_instant(${Math.round(startedMs)})` });
    await connection.run(`CREATE OR REPLACE TABLE ${name} AS ${query}`);
    const times = await timesOf(name);
    const commit = async () => {
      const file = await lakehouse.write(connection, 'silver', `SELECT * FROM ${name}`);
      const moves = movesOf(planned, times, await arrivals.newestKafkaTimes());
      const adds = file ? [file] : [];
      const request = { adds, operation: 'STREAMING UPDATE', operationParameters: { query: 'silver' } };
      return commitMoving(silver, request, moves, lake.positionCheck);
    };
    const { version } = await commit().catch(async (error: unknown) => {
      await connection.run(`DROP TABLE IF EXISTS ${name}`);
      throw error;
    });
    await silverHandOver.offer(version, name, `(SELECT * FROM ${name})`, times.rows);
    return { version, times };
  }

  async function timesOf(table: string): Promise<BatchTimes> {
    const columns = timeColumns('instant_ms(event_time)');
    const result = await connection.runAndReadAll(`SELECT ${columns} FROM ${table} GROUP BY 1`);
    return batchTimes(result.getRowObjects());
  }

  async function process(planned: Plan): Promise<void> {
    const { range, replay } = planned;
    const startedMs = nowMs();
    const timer = phaseTimer(nowMs);
    reporter.begin();
    const { repeated, rejected, doubled, groups, paths, producedMs } = await arrivals.judge(
      rowsOfVersions(lakehouse, 'bronze', range, bronzeHandOver),
      byPartition(planned.silverAt, appId.silverNewestKafkaTime),
    );
    timer.done('getBatch');
    if (rejected > 0 && settings.poison === 'stop') throw poisoned(rejected);
    if (rejected > 0 && keepsRejected && !replay) await commitQuarantine(planned, startedMs);
    timer.done('quarantine');
    const { version, times } = await commitSilver(planned, startedMs);
    timer.done('addBatch');
    arrivals.accept();
    caughtUpTo = range.to;
    await bronzeHandOver.release(range.to);
    options.onCommit({
      version,
      rows: times.rows,
      deduplicated: repeated,
      quarantined: rejected,
      read: range.rows,
      kept: times.rows + (keepsRejected ? rejected : 0),
      doubled,
      groups,
      paths,
      producedMs,
    });
    reporter.end({
      startedMs,
      endedMs: nowMs(),
      inputRows: range.rows,
      outputRows: times.rows,
      phasesMs: timer.phases,
      eventTimeMs: times.eventTimeMs,
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
    arrivals.forget();
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

function movesOf(
  { range, silverAt }: Plan,
  times: BatchTimes,
  kafkaTimes: ReadonlyMap<number, number>,
): Move[] {
  const moves: Move[] = [{ appId: appId.silver, expected: silverAt.get(appId.silver), version: range.to }];
  const raise = (id: string, ms: number): void => {
    const before = silverAt.get(id);
    if (before === undefined || ms > before) moves.push({ appId: id, expected: before, version: ms });
  };
  for (const [partition, ms] of times.newestMs) raise(appId.silverNewest(partition), ms);
  for (const [partition, ms] of kafkaTimes) raise(appId.silverNewestKafkaTime(partition), ms);
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
