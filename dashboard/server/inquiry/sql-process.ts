// The process that runs the queries of the SQL box: `sql-process.ts STATE_DIR MOST_MB`. DuckDB does not count the text of a result against its
// memory limit, so a query of one line can ask for gigabytes; here it takes down this process and nothing else. It ends with the server.
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { boundedRows } from './bounded-cells.ts';
import { lakePool, READ_LIMITS } from './lake-pool.ts';
import type { FromSqlProcess, SqlAnswer, ToSqlProcess } from './sql-messages.ts';

const LOOK_EVERY_MS = 20;
const [stateDir = '', mostMb = '0'] = process.argv.slice(2);
const pool = lakePool(stateDir);
const running = new Map<number, AbortController>();

function say(message: FromSqlProcess): void {
  process.send?.(message);
}

async function answerTo({ sql, run, limit }: Extract<ToSqlProcess, { type: 'query' }>, signal: AbortSignal) {
  return pool.use(run ?? undefined, async (lake): Promise<SqlAnswer> => {
    const began = performance.now();
    const result = await lake.sql.query(sql, { signal, rows: Math.min(limit, READ_LIMITS.rows) });
    const { rows, cut } = boundedRows(result.rows);
    const { columns, truncated } = result;
    const ms = Math.round(performance.now() - began);
    return { run: lake.places.name, columns, rows, truncated: truncated || cut, ms };
  });
}

async function query(message: Extract<ToSqlProcess, { type: 'query' }>): Promise<void> {
  const { id } = message;
  const abort = new AbortController();
  running.set(id, abort);
  try {
    say({ id, answer: await answerTo(message, abort.signal) });
  } catch (error) {
    const known = error instanceof LakequakeError ? error : undefined;
    say({
      id,
      error: {
        code: known?.code ?? 'internal',
        message: known?.message ?? 'the query failed',
        hint: known?.hint ?? null,
      },
    });
  } finally {
    running.delete(id);
  }
}

process.on('message', (message: ToSqlProcess) => {
  if (message.type === 'stop') running.get(message.id)?.abort();
  else void query(message);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C in the terminal reaches the server, which ends this process in its order.
process.on('SIGINT', () => undefined);
setInterval(() => {
  // No orderly exit: it would wait for the very query.
  if (process.memoryUsage.rss() > Number(mostMb) * 1_000_000) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS);
