// Answers from a state folder. Every question goes through a gate, so that many of them wait for each other instead of taking the machine
// from the pipeline; SQL has a gate and a process of its own, so that a heavy query keeps nobody from a trace.
import type { LabState } from '../../contract.ts';
import { createGate } from './gate.ts';
import type { Inquiry } from './inquiry.ts';
import { lakePool } from './lake-pool.ts';
import { filesOf, lakeNow, quarantineOf, rowsOf, schemasOf, versionsOf } from './lake-views.ts';
import { changed, logs, trace, why } from './questions.ts';
import { sqlBox } from './sql-box.ts';

export interface StateInquiryOptions {
  stateDir: string;
  /** The lab's state now; left out when no lab runs. */
  live?: () => LabState;
}

/** Questions about the runs of a state folder; `live` tells of what runs now. */
export function stateInquiry({ stateDir, live }: StateInquiryOptions): Inquiry {
  const pool = lakePool(stateDir);
  const quick = createGate({ atOnce: 2, waiting: 50 });
  const queries = createGate({ atOnce: 1, waiting: 10 });
  const box = sqlBox({ stateDir });
  const reading = <T>(run: string | undefined, work: Parameters<typeof pool.use<T>>[1]): Promise<T> =>
    quick.run(() => pool.use(run, work));
  const whyOptions = (table: Parameters<Inquiry['why']>[1], run: string | undefined) => ({
    stateDir,
    table,
    ...(run !== undefined && { runId: run }),
    ...(live !== undefined && { askLive: async () => live() }),
  });
  return {
    lake: (run) => reading(run, lakeNow),
    versions: (table, query) => reading(query.run, (lake) => versionsOf(lake, table, query)),
    schemas: (table, run) => reading(run, (lake) => schemasOf(lake, table)),
    files: (table, query) => reading(query.run, (lake) => filesOf(lake, table, query)),
    rows: (table, query) => reading(query.run, (lake) => rowsOf(lake, table, query)),
    quarantine: (run, version) => reading(run, (lake) => quarantineOf(lake, version)),
    sql: ({ sql, run, limit }, signal) => queries.run(() => box.query({ sql, run, limit }, signal)),
    why: (question, table, run) => quick.run(() => why(question, whyOptions(table, run))),
    changed: (table, run, at) =>
      quick.run(() => changed({ ...whyOptions(table, run), ...(at !== undefined && { turnedAt: at }) })),
    trace: (event) => quick.run(() => trace(stateDir, event)),
    logs: (subject, query) => quick.run(() => logs(stateDir, subject, query)),
    close: () => {
      pool.close();
      box.close();
    },
  };
}
