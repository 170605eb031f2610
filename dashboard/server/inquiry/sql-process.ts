// The process that runs the queries of the SQL box: `sql-process.ts STATE_DIR MOST_MB`. DuckDB does not count the text of a result against its
// memory limit, so a query of one line can ask for gigabytes; here it takes down this process and nothing else.
import { answerQuestions } from '../isolated/answer-questions.ts';
import { boundedRows } from './bounded-cells.ts';
import { lakePool, READ_LIMITS } from './lake-pool.ts';
import type { SqlAnswer, SqlQuestion } from './sql-box.ts';

const [stateDir = '', mostMb = '0'] = process.argv.slice(2);
const pool = lakePool(stateDir);

async function answerTo({ sql, run, limit }: SqlQuestion, signal: AbortSignal): Promise<SqlAnswer> {
  return pool.use(run ?? undefined, async (lake) => {
    const began = performance.now();
    const result = await lake.sql.query(sql, { signal, rows: Math.min(limit, READ_LIMITS.rows) });
    const { rows, cut } = boundedRows(result.rows);
    const { columns, truncated } = result;
    const ms = Math.round(performance.now() - began);
    return { run: lake.places.name, columns, rows, truncated: truncated || cut, ms };
  });
}

answerQuestions(answerTo, { mostMb: Number(mostMb) });
