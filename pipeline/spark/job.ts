// What driver.py is started with, as one JSON value: places, settings, and the SQL of medallion/sql with its parameters filled
// in. Spark gets the same texts as DuckDB; nothing here may say how a row becomes another row.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheLayout } from '../../setup/layout.mjs';
import { type RunSpec, STATE } from '../contract/run-spec.ts';
import { TABLES } from '../contract/tables.ts';
import { brokenExpectationsSql, expectationsFor } from '../medallion/expectations.ts';
import { readerSql } from '../medallion/reader-sql.ts';
import { rowGroupsSql } from '../medallion/row-figures.ts';
import { sparkFunctions, transformation } from '../medallion/transformations.ts';

/** Memory of the driver on this machine. */
const DRIVER_MEMORY = '2g';

/** JVM options for a short life: a scenario is over before the second compiler has paid for itself, and on two cores it takes the
 *  time from the batches. Without that compiler the JVM keeps 48 MB for machine code instead of 240, which Spark fills in minutes:
 *  then it compiles no more, and says so on standard output. */
export const SHORT_LIFE = '-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m';

/** What of a run decides how rows are processed. */
type Deciding = Pick<RunSpec, 'settings' | 'eventTimeMode' | 'eventClock'>;

/** The job of a run. */
export function sparkJob(spec: RunSpec): Record<string, unknown> {
  const { topic, lakeDir, runId, kind } = spec;
  return {
    runId,
    topic,
    bootstrap: spec.bootstrap.join(','),
    lakeDir,
    checkpointDir: join(lakeDir, STATE.sparkCheckpoints),
    driverMemory: DRIVER_MEMORY,
    driverJavaOptions: kind === 'scenario' ? SHORT_LIFE : '',
    jars: sparkJars(),
    tables: TABLES,
    functions: sparkFunctions(),
    ...sparkDecisions(spec),
  };
}

/** The part of the job that settings decide. A setting that is not read here means nothing to Spark. */
export function sparkDecisions(spec: Deciding): Record<string, unknown> {
  const { silver, stream } = spec.settings;
  const byEventTime = stream.windowTime === 'event-time';
  return {
    sql: sqlOf(spec),
    keepsRejected: silver.poison === 'quarantine' && silver.parser !== 'strict',
    poison: silver.poison,
    stream: {
      triggerMs: stream.triggerMs,
      maxBatchEvents: stream.maxBatchEvents,
      windowMs: stream.windowMs,
      allowedLatenessMs: byEventTime ? stream.allowedLatenessMs : 0,
      idlePartitionMs: stream.idlePartitionMs,
      dedup: stream.dedup,
      dedupHorizonMs: stream.dedupHorizonMs,
      byEventTime,
    },
  };
}

function sqlOf(spec: Deciding): Record<string, unknown> {
  const { silver, stream } = spec.settings;
  const byEventTime = stream.windowTime === 'event-time';
  // The time of a batch is known when it runs.
  const ingestedAt = '__NOW__';
  const pathsTopN = String(silver.pathsTopN ?? Number.MAX_SAFE_INTEGER);
  return {
    judged: transformation('judged', {
      ...readerSql(silver),
      brokenExpectations: brokenExpectationsSql(expectationsFor({ ...spec, silver })),
    }),
    rowGroups: rowGroupsSql('kafka_partition AS p, max(event_ms) AS newest,'),
    idSequences: transformation('id-sequences', { rows: '__ROWS__' }),
    repeated: transformation('repeated', { horizonMs: String(stream.dedupHorizonMs) }),
    unrepeated: transformation('unrepeated'),
    silver: transformation('silver', { ingestedAt }),
    quarantine: transformation('quarantine', { ingestedAt }),
    admitted: transformation('admitted', {
      windowMs: String(stream.windowMs),
      allowedLatenessMs: byEventTime ? String(stream.allowedLatenessMs) : '0',
      windowTimeMs: byEventTime ? 'instant_ms(event_time)' : 'instant_ms(ingested_at)',
      stoodBehindMs: byEventTime ? 'behind_ms' : '0',
      filter: silver.goldFilter ?? 'true',
    }),
    gold: {
      'gold.traffic': transformation('gold-traffic', { pathsTopN }),
      'gold.status': transformation('gold-status', { pathsTopN }),
      'gold.paths': transformation('gold-paths', { pathsTopN }),
    },
  };
}

function sparkJars(): string[] {
  const { sparkJars: folder } = cacheLayout();
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}
