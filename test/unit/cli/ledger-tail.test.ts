import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tailLedger } from '../../../cli/control/feed/ledger-tail.ts';
import type { SourceEvent } from '../../../pipeline/contract/event.ts';
import type { LedgerIntent, LedgerLine } from '../../../pipeline/contract/ledger.ts';
import { intentLine } from '../../../pipeline/source/ledger/ledger-lines.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-tail-'));
  file = join(folder, 'ledger.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (...lines: LedgerLine[]) =>
  appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

function intent(
  b: number,
  seq: number[],
  time: (number | null)[],
  expect: ('s' | 'q' | 'l')[] = seq.map(() => 's'),
): LedgerIntent {
  const same = <T>(value: T) => seq.map(() => value);
  return {
    t: 'intent',
    b,
    p: 0,
    at: 1,
    seq,
    time,
    expect,
    host: same('h'),
    method: same('GET'),
    path: same('/'),
    status: same(200),
    bytes: same(1),
    format: same('clf'),
    md5: same('x'),
    key: same(null),
  };
}

test('a ledger that is not there yet reads as nothing', async () => {
  const tail = tailLedger(file, 10_000);
  expect(await tail.read()).toEqual([]);
  expect(tail.counts().made).toBe(0);
});

test('an acknowledged batch gives its events with consecutive offsets and counts in its window', async () => {
  const tail = tailLedger(file, 10_000);
  write(intent(1, [4, 5], [12_000, 19_999]), { t: 'acked', b: 1, p: 0, at: 2, base: '70', n: 2 });
  expect(await tail.read()).toEqual([
    { partition: 0, seq: [4, 5], offset: [70, 71], time: [12_000, 19_999] },
  ]);
  expect(tail.windows().get(10_000)).toEqual({ requests: 2, quarantined: 0 });
  await tail.close();
});

test('a torn last line waits until it is whole', async () => {
  const tail = tailLedger(file, 10_000);
  const whole = `${JSON.stringify(intent(1, [1], [1]))}\n`;
  appendFileSync(file, whole.slice(0, 30));
  expect(await tail.read()).toEqual([]);
  appendFileSync(file, whole.slice(30));
  await tail.read();
  expect(tail.counts().made).toBe(1);
  await tail.close();
});

test('an unknown batch that is resolved later counts only what was found', async () => {
  const tail = tailLedger(file, 10_000);
  write(intent(1, [1, 2], [5, 6]), { t: 'unknown', b: 1, p: 0, at: 2, why: 'reset' });
  await tail.read();
  expect(tail.counts().unknown).toBe(2);
  write({ t: 'resolved', b: 1, p: 0, at: 3, seq: [1, 2], offset: ['9', null] });
  expect(await tail.read()).toEqual([{ partition: 0, seq: [1], offset: [9], time: [5] }]);
  expect(tail.counts()).toMatchObject({ acked: 1, unknown: 0 });
  expect(tail.windows().get(0)).toEqual({ requests: 1, quarantined: 0 });
  await tail.close();
});

test('an event bound for quarantine is not a request gold should show', async () => {
  const tail = tailLedger(file, 10_000);
  write(intent(1, [1, 2], [5, 6], ['s', 'q']), { t: 'acked', b: 1, p: 0, at: 2, base: '0', n: 2 });
  await tail.read();
  expect(tail.windows().get(0)).toEqual({ requests: 1, quarantined: 1 });
  await tail.close();
});

test('an acknowledgement without an offset invents none', async () => {
  const tail = tailLedger(file, 10_000);
  write(intent(1, [1, 2], [5, 6]), { t: 'acked', b: 1, p: 0, at: 2, base: '-1', n: 2 });
  expect(await tail.read()).toEqual([{ partition: 0, seq: [1, 2], offset: [null, null], time: [5, 6] }]);
  await tail.close();
});

test('the columns it leaves out may hold anything, also what looks like a column', async () => {
  const nasty = ',"host":["x"],"expect":["q"],"seq":[9],"time":[1]} \\",\\"expect\\":[\n';
  const event = (seq: number, disposition: 'silver' | 'quarantine'): SourceEvent => ({
    seq,
    line: nasty,
    key: nasty,
    truth: {
      timeMs: 12_000,
      host: nasty,
      method: nasty,
      path: nasty,
      status: 200,
      bytes: 1,
      format: 'clf',
      disposition,
    },
  });
  const tail = tailLedger(file, 10_000);
  const line = intentLine(1, 3, 1, [event(4, 'silver'), event(5, 'quarantine'), event(6, 'silver')]);
  write(line, { t: 'acked', b: 1, p: 3, at: 2, base: '70', n: 3 });
  expect(await tail.read()).toEqual([
    { partition: 3, seq: [4, 5, 6], offset: [70, 71, 72], time: [12_000, 12_000, 12_000] },
  ]);
  expect(tail.windows().get(10_000)).toEqual({ requests: 2, quarantined: 1 });
  await tail.close();
});
