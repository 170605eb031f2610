// The same topic through either engine, and a comparison of the two lakes row by row.
import { join } from 'node:path';
import type { Session } from '../../cli/control/session.ts';
import { newRunId } from '../../pipeline/contract/event.ts';
import type { Engine, RunSpec } from '../../pipeline/contract/run-spec.ts';
import type { Settings } from '../../pipeline/contract/settings.ts';
import { GOLD_TABLES, TABLES, type TableName } from '../../pipeline/contract/tables.ts';
import { openTable } from '../../pipeline/delta/table.ts';
import { endOffsets } from '../../pipeline/kafka/topic.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { lakePorts } from '../../pipeline/lake/lake-ports.ts';
import { localStorage } from '../../pipeline/lake/local-storage.ts';
import { tableRelation } from '../../pipeline/lake/read-table.ts';
import { createPipelineRun } from '../../pipeline/runtime/pipeline-run.ts';

/** Processes a topic that grows no more, into a lake of its own, until every window is final. Gives that lake's folder. */
export async function processTopic(
  session: Session,
  topic: string,
  engine: Engine,
  settings: Settings,
  eventClock?: RunSpec['eventClock'],
): Promise<string> {
  const runId = newRunId(Date.now(), Math.random);
  const runDir = join(session.stateDir, 'runs', runId);
  const now = Date.now();
  const spec: RunSpec = {
    runId,
    kind: 'drain',
    seed: 1,
    topic,
    group: `lq-${runId}`,
    bootstrap: session.cluster.bootstrap,
    lakeDir: join(runDir, 'lake'),
    ledgerFile: join(runDir, 'ledger.jsonl'),
    logDir: join(runDir, 'logs'),
    settings,
    engine,
    sparkMaster: 'local[2]',
    eventTimeMode: eventClock ? 'now' : 'original',
    eventClock: eventClock ?? { kafkaOriginMs: now, eventOriginMs: now, speed: 1 },
    source: { input: { kind: 'generator' }, ratePerSecond: null, maxEvents: 0 },
  };
  const run = createPipelineRun({
    spec,
    runDir,
    book: session.book,
    endOffsets: () => endOffsets(session.admin, topic),
  });
  try {
    await run.startProcessors();
    await run.finish(Number(process.env.LAKEQUAKE_PARITY_LINES ?? 0) > 100_000 ? 900_000 : 440_000);
  } finally {
    await run.stop();
  }
  return spec.lakeDir;
}

/** When a batch ran is nobody's business. */
const OF_THE_BATCH = new Set(['ingested_at', 'rejected_at']);

/** Rows that only one of two lakes has, at most five by table, as `<- {…}` or `-> {…}`; and how many rows were compared. */
export async function differences(
  left: string,
  right: string,
): Promise<{ rows: Record<string, number>; different: Record<string, string[]> }> {
  const session = await openDuckDb({ threads: 2, memoryLimitMb: 2_000 });
  const connection = await session.connect();
  const relation = async (lakeDir: string, name: TableName): Promise<string> => {
    const ports = lakePorts(localStorage(lakeDir), session);
    const { path, columns } = TABLES[name];
    const table = await openTable(ports, path, { onCheckpointError: () => undefined });
    const kept = columns.filter((one) => !OF_THE_BATCH.has(one.name)).map((one) => one.name);
    return `(SELECT ${kept.join(', ')} FROM ${tableRelation(ports.storage, path, table.snapshot())})`;
  };
  const rows: Record<string, number> = {};
  const different: Record<string, string[]> = {};
  for (const name of ['bronze', 'silver', 'quarantine', ...GOLD_TABLES] as TableName[]) {
    const [a, b] = [await relation(left, name), await relation(right, name)];
    const only = (sign: string, one: string, other: string): string =>
      `SELECT concat('${sign} ', to_json(one_row)::VARCHAR) AS row FROM (FROM ${one} EXCEPT ALL FROM ${other}) AS one_row`;
    const found = await connection.runAndReadAll(
      `(${only('<-', a, b)} LIMIT 5) UNION ALL (${only('->', b, a)} LIMIT 5)`,
    );
    different[name] = found.getRows().map(([row]) => String(row));
    const count = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${a}`);
    rows[name] = Number(count.getRows()[0]![0]);
  }
  connection.closeSync();
  session.close();
  return { rows, different };
}

/** What `differences` gives for equal lakes. */
export const NONE = Object.fromEntries(
  ['bronze', 'silver', 'quarantine', ...GOLD_TABLES].map((name) => [name, [] as string[]]),
);
