// Facts for the checks of a lab without a run: a hand-made history in DuckDB, asked by the learner's real SQL, and results as a run would
// leave them.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RunResult } from '../../chaos/result.ts';
import type { LabFacts, LabRun, Row } from '../../labs/facts.ts';
import { defaultSettings } from '../../pipeline/contract/settings.ts';
import { openDuckDb } from '../../pipeline/lake/duckdb-session.ts';
import { readRows } from '../../pipeline/observe/sql/read-rows.ts';

/** A run that came to this. */
export function labRun(runId: string, told: Pick<RunResult, 'verdict'> & Partial<RunResult>): LabRun {
  return {
    runId,
    at: 1,
    scenario: 's',
    variant: 'yours',
    seed: 7,
    settings: defaultSettings(),
    scheduleHash: 'same',
    result: {
      evidence: [],
      faults: [],
      refused: null,
      inconclusiveBecause: null,
      ...told,
    } as unknown as RunResult,
    error: null,
  };
}

/** A fault that struck then, ms since the epoch. */
export function struck(fault: string, injectedAt: number, undoneAt: number): RunResult['faults'][number] {
  return { fault, args: {}, proof: 'seen', injectedAt, undoneAt };
}

/** What a checker found. */
export function finding(id: string, count: number): RunResult['evidence'][number] {
  return { id, title: '', means: '', count, examples: [{ event_id: 'r-1' }] };
}

/** Facts with these in place of nothing. */
export function labFacts(given: Partial<LabFacts>): LabFacts {
  return {
    text: () => 'SELECT 1',
    settings: defaultSettings,
    before: async () => undefined,
    now: async () => undefined,
    sql: async () => [],
    ask: async () => [],
    howToRun: (name, { start = false } = {}) => `run ${name}${start ? ' --start' : ''}`,
    ...given,
  };
}

export interface HandMadeLake {
  ask: (sql: string) => Promise<Row[]>;
  close: () => void;
}

/** A DuckDB in which these statements have been run. */
export async function handMadeLake(statements: readonly string[]): Promise<HandMadeLake> {
  const session = await openDuckDb({ threads: 1 });
  const connection: DuckDBConnection = await session.connect();
  for (const statement of statements) await connection.run(statement);
  return {
    ask: async (sql) => (await readRows(connection, sql, null)).objects(),
    close: () => {
      connection.closeSync();
      session.close();
    },
  };
}
