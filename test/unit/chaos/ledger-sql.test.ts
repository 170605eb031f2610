// A ledger file as the source writes it, read by the oracle: outcomes by batch, later ones superseding, resent events judged by their best
// attempt, a torn last line left out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkRun } from '../../../chaos/check-run.ts';
import { openOracleDatabase } from '../../../chaos/drivers/oracle-database.ts';
import { ledgerSql } from '../../../chaos/oracle/ledger-sql.ts';
import { BASE_TABLES, idMacros } from '../../../chaos/oracle/tables.ts';
import type { LedgerIntent, LedgerLine } from '../../../pipeline/contract/ledger.ts';

const folder = mkdtempSync(join(tmpdir(), 'lakequake-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header: LedgerLine = {
  t: 'run',
  v: 1,
  runId: 'r1',
  topic: 't',
  seed: 1,
  startedAt: 0,
  eventClock: { kafkaOriginMs: 0, eventOriginMs: 0, speed: 1 },
  eventTimeMode: 'now',
  source: 'test',
};

function intent(b: number, p: number, seqs: number[]): LedgerIntent {
  const each = <T>(value: T) => seqs.map(() => value);
  return {
    t: 'intent',
    b,
    p,
    at: b * 10,
    seq: seqs,
    time: seqs.map((seq) => 1_000 + seq),
    host: each('h'),
    method: each('GET'),
    path: each('/'),
    status: each(200),
    bytes: each(1),
    format: each('clf'),
    expect: each('s'),
    md5: each('m'),
    key: each(null),
  };
}

async function eventsOf(lines: LedgerLine[], tail = ''): Promise<Record<string, unknown>[]> {
  const file = join(folder, 'ledger.jsonl');
  writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n${tail}`);
  const database = await openOracleDatabase({ small: true });
  try {
    await database.run(BASE_TABLES + idMacros(['r1']));
    await database.run(ledgerSql([{ file, runId: 'r1' }]));
    return await database.rows(
      'SELECT id_of(ev) AS id, outcome, kafka_partition AS p, kafka_offset AS o, ord // 1048576 AS first_batch FROM ledger_events ORDER BY ev',
    );
  } finally {
    await database.close();
  }
}

describe('ledgerSql', () => {
  it('gives every event of a batch the outcome and its own offset', async () => {
    const events = await eventsOf([
      header,
      intent(0, 3, [0, 1]),
      { t: 'acked', b: 0, p: 3, at: 5, base: '40', n: 2 },
      intent(1, 0, [2]),
      { t: 'failed', b: 1, p: 0, at: 6, why: 'x' },
      intent(2, 0, [3]),
      { t: 'unknown', b: 2, p: 0, at: 6, why: 'x' },
      intent(3, 0, [4]),
      { t: 'dropped', at: 9, seq: [5], why: 'full' },
    ]);
    expect(events.map(({ id, outcome, p, o }) => [id, outcome, p, o])).toEqual([
      ['r1-0', 'acked', 3, 40],
      ['r1-1', 'acked', 3, 41],
      ['r1-2', 'failed', 0, null],
      ['r1-3', 'unknown', 0, null],
      ['r1-4', 'pending', 0, null],
      ['r1-5', 'dropped', null, null],
    ]);
  });

  it('lets a resolved outcome supersede an unknown one, event by event', async () => {
    const events = await eventsOf([
      header,
      intent(0, 1, [0, 1, 2]),
      { t: 'unknown', b: 0, p: 1, at: 5, why: 'x' },
      { t: 'resolved', b: 0, p: 1, at: 9, seq: [0, 1, 2], offset: ['7', null, '8'] },
    ]);
    expect(events.map(({ outcome, o }) => [outcome, o])).toEqual([
      ['acked', 7],
      ['failed', null],
      ['acked', 8],
    ]);
  });

  it('judges an event sent twice by its best attempt, and keeps its first place in line', async () => {
    const events = await eventsOf([
      header,
      intent(0, 1, [0]),
      { t: 'failed', b: 0, p: 1, at: 5, why: 'x' },
      intent(1, 1, [1]),
      { t: 'acked', b: 1, p: 1, at: 5, base: '0', n: 1 },
      intent(2, 1, [0]),
      { t: 'acked', b: 2, p: 1, at: 6, base: '1', n: 1 },
    ]);
    expect(events).toMatchObject([
      { id: 'r1-0', outcome: 'acked', o: 1, first_batch: 0 },
      { id: 'r1-1', outcome: 'acked', o: 0 },
    ]);
  });

  it('knows an acknowledgement without an offset', async () => {
    expect(
      await eventsOf([header, intent(0, 1, [0]), { t: 'acked', b: 0, p: 1, at: 5, base: '-1', n: 1 }]),
    ).toMatchObject([{ outcome: 'acked', o: null }]);
  });

  it('leaves a torn last line out', async () => {
    expect(await eventsOf([header, intent(0, 1, [0])], '{"t":"acked","b":0,"p')).toMatchObject([
      { outcome: 'pending' },
    ]);
  });
});

describe('checkRun', () => {
  it('calls everything acknowledged lost when the lake is empty and the log has been read to its end', async () => {
    const file = join(folder, 'lost.jsonl');
    const lines: LedgerLine[] = [
      header,
      intent(0, 1, [0, 1]),
      { t: 'acked', b: 0, p: 1, at: 5, base: '0', n: 2 },
    ];
    writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    const rules = { windowMs: 10_000, allowedLatenessMs: 0, pathsTopN: null };
    const run = { ledgerFiles: [file], lakeDir: join(folder, 'no-lake'), rules };
    const lost = await checkRun({ ...run, endOffsets: { 1: '0' } });
    expect(lost).toMatchObject({ verdict: 'broken', totals: { sent: 2, acked: 2, bronze: 0, lost: 2 } });
    expect(lost.checks.find(({ id }) => id === 'lost-write')).toMatchObject({ count: 2 });
    const waiting = await checkRun({ ...run, endOffsets: { 1: '2' } });
    expect(waiting.checks.find(({ id }) => id === 'lost-write')).toMatchObject({ count: 0 });
    expect(waiting.checks.find(({ id }) => id === 'unseen')).toMatchObject({ count: 2 });
  });

  it('refuses a ledger of a newer format', async () => {
    const file = join(folder, 'newer.jsonl');
    writeFileSync(file, `${JSON.stringify({ ...header, v: 2 })}\n`);
    const rules = { windowMs: 1, allowedLatenessMs: 0, pathsTopN: null };
    await expect(checkRun({ ledgerFiles: [file], lakeDir: folder, rules })).rejects.toMatchObject({
      code: 'newer-format',
    });
  });
});
