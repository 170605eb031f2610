// The tail of a ledger knows how far the acknowledgements of a partition reach: what a broker holds beyond that, nobody was told of.
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLedger } from '../../../chaos/drivers/ledger-tail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-tail-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the ledger’s tail', () => {
  it('tells the next offset after the newest acknowledgement, also of one found by reading back', () => {
    const file = join(folder, 'ledger.jsonl');
    const tail = followLedger(file);
    const write = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);
    expect(tail.ackedEnd(3)).toBeUndefined();
    write({ t: 'acked', b: 1, p: 3, at: 1, base: '40', n: 10 });
    tail.poll();
    expect(tail.ackedEnd(3)).toBe(50);
    write({ t: 'resolved', b: 2, p: 3, at: 2, seq: [1, 2], offset: ['57', null] });
    write({ t: 'acked', b: 3, p: 3, at: 3, base: '-1', n: 500 });
    tail.poll();
    expect(tail.ackedEnd(3)).toBe(58);
    expect(tail.acked).toBe(511);
    expect(tail.ackedEnd(4)).toBeUndefined();
  });

  it('knows of no end when nothing of an unknown send was found', () => {
    const file = join(folder, 'ledger.jsonl');
    appendFileSync(
      file,
      `${JSON.stringify({ t: 'resolved', b: 2, p: 0, at: 2, seq: [1], offset: [null] })}\n`,
    );
    const tail = followLedger(file);
    tail.poll();
    expect(tail.ackedEnd(0)).toBeUndefined();
  });
});
