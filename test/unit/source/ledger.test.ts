import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LedgerLine } from '../../../pipeline/contract/ledger.ts';
import { foldLedgerFile } from '../../../pipeline/source/ledger/fold-file.ts';
import { createLedgerFold } from '../../../pipeline/source/ledger/fold-ledger.ts';
import { readLedger } from '../../../pipeline/source/ledger/ledger-reader.ts';
import { openLedger } from '../../../pipeline/source/ledger/ledger-writer.ts';

const dir = mkdtempSync(join(tmpdir(), 'lakequake-ledger-'));
const file = join(dir, 'ledger.jsonl');
afterEach(() => rmSync(file, { force: true }));

const intent = (b: number, p: number, seq: number[]): LedgerLine => {
  const column = <T>(value: T) => seq.map(() => value);
  return {
    t: 'intent',
    b,
    p,
    at: 10 + b,
    seq,
    time: column(5),
    host: column('h'),
    method: column('GET'),
    path: column('/'),
    status: column(200),
    bytes: column(1),
    format: column('clf'),
    expect: column('s'),
    md5: column('m'),
    key: column('k'),
  };
};
const foldOf = (...lines: LedgerLine[]) => {
  const fold = createLedgerFold();
  for (const line of lines) fold.add(line);
  return fold;
};
async function linesOf(path: string): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for await (const line of readLedger(path)) lines.push(line);
  return lines;
}

describe('a ledger', () => {
  it('reads back what was written, in order', async () => {
    const ledger = openLedger(file);
    const lines = [intent(0, 1, [1, 2]), { t: 'acked', b: 0, p: 1, at: 2, base: '7', n: 2 } as const];
    await Promise.all(lines.map((line) => ledger.append(line)));
    expect(ledger.sizeBytes).toBe(readFileSync(file).length);
    await ledger.close();
    expect(await linesOf(file)).toEqual(lines);
  });

  it('has a line on file when its append resolves', async () => {
    const ledger = openLedger(file);
    await ledger.append(intent(0, 0, [1]));
    expect(await linesOf(file)).toHaveLength(1);
    await ledger.close();
  });

  it('leaves a torn last line out and cuts it off when it is opened again', async () => {
    const ledger = openLedger(file);
    await ledger.append(intent(0, 0, [1]));
    await ledger.close();
    appendFileSync(file, '{"t":"acked","b":0,"p"');
    expect(await linesOf(file)).toHaveLength(1);
    const again = openLedger(file);
    await again.append({ t: 'end', at: 1, made: 1 });
    await again.close();
    expect((await linesOf(file)).map(({ t }) => t)).toEqual(['intent', 'end']);
  });

  it('is empty after a first line was torn', async () => {
    writeFileSync(file, '{"t":"ru');
    const ledger = openLedger(file);
    expect(ledger.sizeBytes).toBe(0);
    await ledger.close();
  });

  it('says where it is corrupt', async () => {
    writeFileSync(file, '{"t":"end","at":1,"made":0}\nnonsense\n{"t":"end","at":1,"made":0}\n');
    await expect(linesOf(file)).rejects.toMatchObject({ code: 'ledger-corrupt', context: { lineNumber: 2 } });
  });

  it('waits for a disk that refuses and goes on, with every byte, when it accepts', async () => {
    let refusals = 0;
    const writeBytes = async (_: number, bytes: Buffer) => {
      if (refusals++ === 0) throw new Error('ENOSPC');
      appendFileSync(file, bytes.subarray(0, Math.min(10, bytes.length)));
      return Math.min(10, bytes.length);
    };
    const troubles: Error[] = [];
    const ledger = openLedger(file, { writeBytes, onTrouble: (error) => troubles.push(error) });
    await ledger.append(intent(0, 0, [1, 2, 3]));
    expect(await linesOf(file)).toEqual([intent(0, 0, [1, 2, 3])]);
    expect(troubles).toHaveLength(1);
    await ledger.close();
  });

  it('refuses everything, as disk-full, once the disk has refused for too long', async () => {
    const writeBytes = () => Promise.reject(new Error('ENOSPC'));
    const ledger = openLedger(file, { writeBytes, giveUpAfterMs: 0 });
    await expect(ledger.append(intent(0, 0, [1]))).rejects.toMatchObject({ code: 'disk-full' });
    await expect(ledger.append(intent(1, 0, [2]))).rejects.toMatchObject({ code: 'disk-full' });
    await ledger.close();
  });
});

describe('the fold of a ledger', () => {
  it('counts every event once, by its newest batch', () => {
    const fold = foldOf(
      intent(0, 0, [0, 1]),
      { t: 'acked', b: 0, p: 0, at: 1, base: '0', n: 2 },
      intent(1, 1, [2]),
      { t: 'failed', b: 1, p: 1, at: 1, why: 'x' },
      intent(2, 2, [3]),
      { t: 'unknown', b: 2, p: 2, at: 1, why: 'x' },
      intent(3, 3, [4]),
      { t: 'dropped', at: 1, seq: [5, 6], why: 'full' },
    );
    expect(fold.counts()).toEqual({ sent: 5, acked: 2, failed: 1, unknown: 1, open: 1, dropped: 2 });
    expect([0, 2, 3, 4, 5, 9].map(fold.stateOf)).toEqual([
      'acked',
      'failed',
      'unknown',
      'open',
      'dropped',
      'none',
    ]);
    expect(fold.lastSeq).toBe(6);
    expect(fold.lastBatch).toBe(3);
  });

  it('keeps an event acknowledged when a copy of it fails', () => {
    const fold = foldOf(
      intent(0, 0, [0]),
      { t: 'acked', b: 0, p: 0, at: 1, base: '0', n: 1 },
      intent(1, 0, [0]),
      { t: 'unknown', b: 1, p: 0, at: 1, why: 'x' },
    );
    expect(fold.stateOf(0)).toBe('acked');
  });

  it('lets a resolved batch supersede its unknown outcome', () => {
    const fold = foldOf(
      intent(0, 2, [0, 1]),
      { t: 'unknown', b: 0, p: 2, at: 1, why: 'x' },
      { t: 'resolved', b: 0, p: 2, at: 2, seq: [0, 1], offset: ['41', null] },
    );
    expect([fold.stateOf(0), fold.stateOf(1)]).toEqual(['acked', 'failed']);
    expect(fold.unresolved()).toEqual([]);
    expect(fold.knownEnds.get(2)).toBe(42n);
  });

  it('names what a restarted source must settle, and from which offset', () => {
    const fold = foldOf(
      intent(0, 0, [0]),
      { t: 'acked', b: 0, p: 0, at: 1, base: '5', n: 1 },
      intent(1, 0, [1]),
      { t: 'unknown', b: 1, p: 0, at: 1, why: 'x' },
      intent(2, 0, [4]),
    );
    expect(fold.unresolved().map(({ b, from }) => [b, from])).toEqual([
      [1, 6n],
      [2, 6n],
    ]);
    expect(fold.unmentioned()).toEqual([2, 3]);
  });

  it('is empty for a file that does not exist', async () => {
    expect((await foldLedgerFile(join(dir, 'none'))).counts().sent).toBe(0);
  });
});
