// The dispatcher's rules and each of their naive switches, against a send port that the test answers by hand.
import { describe, expect, it } from 'vitest';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { SourceEvent } from '../../../pipeline/contract/event.ts';
import type { LedgerLine } from '../../../pipeline/contract/ledger.ts';
import type { SendAck, SendRequest } from '../../../pipeline/contract/ports.ts';
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { createDispatcher } from '../../../pipeline/source/dispatcher.ts';
import { createTally } from '../../../pipeline/source/tally.ts';
import { UNREADABLE } from '../../../pipeline/source/truth.ts';
import { silentLogger } from './silent-logger.ts';

interface OpenSend {
  requests: SendRequest[];
  ack(base: bigint): void;
  reject(definite: boolean, more?: object): void;
}

function setUp(producer: Partial<Settings['producer']> = {}, inLog: number[] = []) {
  const settings = defaultSettings();
  Object.assign(settings.producer, { batchEvents: 10, lingerMs: 0, retryBackoffMs: 1, ...producer });
  const sends: OpenSend[] = [];
  const lines: LedgerLine[] = [];
  const fatal: unknown[] = [];
  let hold: Promise<void> = Promise.resolve();
  const dispatcher = createDispatcher({
    spec: { runId: 'r1', topic: 't', settings } as RunSpec,
    partitions: 2,
    partitionOf: (_, seq) => seq % 2,
    kafkaSend: {
      send: (requests) =>
        new Promise<SendAck[]>((resolve, reject) => {
          sends.push({
            requests,
            ack: (base) => resolve(requests.map(({ partition }) => ({ partition, baseOffset: base }))),
            reject: (definite, more = {}) =>
              reject(
                new LakequakeError('send-rejected', 'no', { definite, context: { why: 'no', ...more } }),
              ),
          });
        }),
    },
    ledger: {
      append: async (line) => {
        await hold;
        lines.push(line);
      },
      sizeBytes: 0,
      waitingLines: 0,
      close: async () => {},
    },
    resolve: {
      settle: async ({ events }) => events.filter(({ seq }) => !inLog.includes(seq)),
      known: () => {},
      knownEnd: () => 0n,
    },
    clock: { now: () => 0 },
    tally: createTally(),
    logger: silentLogger(),
    firstBatch: 0,
    onFatal: (error) => fatal.push(error),
  });
  const enqueue = (...seqs: number[]) => {
    for (const seq of seqs)
      dispatcher.enqueue({ seq, line: `line ${seq}`, key: null, truth: UNREADABLE } as SourceEvent);
    dispatcher.tick();
  };
  const sent = (count: number) =>
    until(
      () => {
        dispatcher.tick();
        return sends.length >= count;
      },
      { deadlineMs: 2_000, everyMs: 1, what: `${count} sends` },
    );
  const idle = () => until(() => dispatcher.idle(), { deadlineMs: 2_000, everyMs: 1, what: 'idleness' });
  const idsOf = (send: OpenSend) => send.requests.map(({ records }) => records.map(({ id }) => id));
  return {
    dispatcher,
    sends,
    lines,
    fatal,
    enqueue,
    sent,
    idle,
    idsOf,
    holdLedger: (p: Promise<void>) => (hold = p),
  };
}

const kinds = (lines: readonly LedgerLine[]) => lines.map(({ t }) => t);

describe('the dispatcher', () => {
  it('keeps one send of one partition open at a time', async () => {
    const { sends, enqueue, sent, idle, idsOf, lines } = setUp();
    enqueue(0, 1, 2);
    await sent(2);
    enqueue(4, 6);
    expect(sends.map(idsOf)).toEqual([[['r1-0', 'r1-2']], [['r1-1']]]);
    sends[0]!.ack(5n);
    await sent(3);
    expect(idsOf(sends[2]!)).toEqual([['r1-4', 'r1-6']]);
    sends[1]!.ack(0n);
    sends[2]!.ack(7n);
    await idle();
    expect(kinds(lines)).toEqual(['intent', 'intent', 'acked', 'intent', 'acked', 'acked']);
    expect(lines[2]).toMatchObject({ b: 0, p: 0, base: '5', n: 2 });
  });

  it('spreads over new partitions what comes after they are known', async () => {
    const { dispatcher, sends, enqueue, sent, idle, idsOf } = setUp();
    enqueue(0, 1);
    await sent(2);
    dispatcher.grow(4, (_, seq) => seq % 4);
    enqueue(2, 3);
    await sent(4);
    expect(sends.map(({ requests }) => requests[0]!.partition)).toEqual([0, 1, 2, 3]);
    expect(idsOf(sends[3]!)).toEqual([['r1-3']]);
    for (const send of sends) send.ack(0n);
    await idle();
  });

  it('sends nothing before its intent is on file', async () => {
    const { sends, enqueue, sent, holdLedger } = setUp();
    let release = () => {};
    holdLedger(new Promise<void>((resolve) => (release = resolve)));
    enqueue(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(sends).toHaveLength(0);
    release();
    await sent(1);
  });

  it('opens as many sends per partition as the naive setting allows', async () => {
    const { enqueue, sent, sends } = setUp({ unfinishedSendsPerPartition: 3, batchEvents: 1 });
    enqueue(0, 2, 4, 6);
    await sent(3);
    expect(sends).toHaveLength(3);
  });

  it('puts all partitions into one send when told to', async () => {
    const { enqueue, sent, sends, idsOf } = setUp({ sendGrouping: 'many-partitions' });
    enqueue(0, 1, 2);
    await sent(1);
    expect(idsOf(sends[0]!)).toEqual([['r1-0', 'r1-2'], ['r1-1']]);
  });

  it('resolves an unknown send: what is in the log is acknowledged, the rest is sent again in a new batch', async () => {
    const { enqueue, sent, sends, idsOf, idle, lines } = setUp({}, [0, 4]);
    enqueue(0, 2, 4);
    await sent(1);
    sends[0]!.reject(false);
    await sent(2);
    expect(idsOf(sends[1]!)).toEqual([['r1-2']]);
    sends[1]!.ack(9n);
    await idle();
    expect(kinds(lines)).toEqual(['intent', 'unknown', 'intent', 'acked']);
    expect(lines[2]).toMatchObject({ b: 1, seq: [2] });
  });

  it('keeps the partition shut while it resolves, the other one open', async () => {
    const { enqueue, sent, sends, idsOf } = setUp();
    enqueue(0);
    await sent(1);
    sends[0]!.reject(false);
    enqueue(2, 3);
    await sent(3);
    expect(sends.map(idsOf).flat(2)).toEqual(expect.arrayContaining(['r1-0', 'r1-3']));
    expect(sends.map(idsOf).flat(2)).not.toContain('r1-2');
  });

  it.each([
    ['resend', true, 'unknown'],
    ['give-up', false, 'unknown'],
  ] as const)('with unknownOutcome %s sends again blindly: %s', async (unknownOutcome, again, outcome) => {
    const { enqueue, sent, sends, lines, idle, idsOf } = setUp({ unknownOutcome }, [0]);
    enqueue(0);
    await sent(1);
    sends[0]!.reject(false);
    if (again) {
      await sent(2);
      expect(idsOf(sends[1]!)).toEqual([['r1-0']]);
      sends[1]!.ack(0n);
    }
    await idle();
    expect(sends).toHaveLength(again ? 2 : 1);
    expect(lines[1]).toMatchObject({ t: outcome, b: 0 });
  });

  it('sends a definite failure again, splits what is too large, and gives up only what cannot pass', async () => {
    const { enqueue, sent, sends, idsOf, idle, lines } = setUp();
    enqueue(0, 2);
    await sent(1);
    sends[0]!.reject(true);
    await sent(2);
    sends[1]!.reject(true, { tooLarge: true, hopeless: true });
    await sent(3);
    expect(idsOf(sends[2]!)).toEqual([['r1-0']]);
    sends[2]!.reject(true, { tooLarge: true, hopeless: true });
    await sent(4);
    expect(idsOf(sends[3]!)).toEqual([['r1-2']]);
    sends[3]!.ack(1n);
    await idle();
    expect(kinds(lines)).toEqual([
      'intent',
      'failed',
      'intent',
      'failed',
      'intent',
      'failed',
      'intent',
      'acked',
    ]);
  });

  it('makes the source wait when the buffer is full, or drops by name when told to', async () => {
    const waiting = setUp({ bufferEvents: 3 });
    waiting.enqueue(0, 1, 2);
    expect(waiting.dispatcher.room(Infinity)).toBe(0);
    const dropping = setUp({ bufferEvents: 3, bufferPolicy: 'drop' });
    expect(dropping.dispatcher.room(Infinity)).toBe(Infinity);
    dropping.enqueue(0, 1, 2, 3, 4);
    await dropping.sent(2);
    expect(dropping.lines.find(({ t }) => t === 'dropped')).toMatchObject({ seq: [3, 4] });
  });

  it('ends the source on anything that is not the outcome of a send', async () => {
    const { enqueue, fatal, holdLedger } = setUp();
    holdLedger(Promise.reject(new LakequakeError('disk-full', 'full')));
    enqueue(0);
    await until(() => fatal.length > 0, { deadlineMs: 1_000, everyMs: 1, what: 'the error' });
    expect(fatal[0]).toMatchObject({ code: 'disk-full' });
  });
});
