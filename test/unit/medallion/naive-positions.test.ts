// The naive places of positions, as the bronze query honours them: in which order data and offsets are written, what becomes of offsets
// that the group refuses, and that fixed batches come at the trigger and not sooner.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunSpec } from '../../../pipeline/contract/run-spec.ts';
import { defaultSettings, type Settings } from '../../../pipeline/contract/settings.ts';
import type { Feed, TakenBatch } from '../../../pipeline/kafka/feed.ts';
import { localStorage } from '../../../pipeline/lake/local-storage.ts';
import { bronzeQuery } from '../../../pipeline/medallion/bronze-query.ts';
import { handOver } from '../../../pipeline/medallion/hand-over.ts';
import { openLakehouse } from '../../../pipeline/medallion/lakehouse.ts';

const BATCH: TakenBatch = {
  runs: [
    { partition: 0, firstOffset: 0, ids: ['r-0'], raws: ['line'], keys: [null], timesMs: [1], sizeBytes: 4 },
  ],
  rows: 1,
  moves: new Map([[0, { stored: undefined, next: 1 }]]),
};

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** One bronze batch; what happened, in order. */
async function oneBatch(change: (settings: Settings) => void, save: () => Promise<void> = async () => {}) {
  const dir = mkdtempSync(join(tmpdir(), 'lakequake-bronze-'));
  const settings = defaultSettings();
  change(settings);
  const events: string[] = [];
  const lakehouse = await openLakehouse({
    storage: localStorage(dir, { fsync: false }),
    settings,
    spillDirectory: join(dir, '.spill'),
    nowMs: Date.now,
    onCheckpointError: (_, error) => {
      throw error;
    },
  });
  closers.push(() => {
    lakehouse.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const feed = {
    take: () => BATCH,
    committed: () => void events.push('done'),
    reposition: () => void events.push('repositioned'),
    commitOffsets: async () => void events.push('told'),
    heldRecords: () => 5_000,
    partitions: () => [],
  } as unknown as Feed;
  const bronze = await bronzeQuery({
    context: {
      spec: { runId: 'r', topic: 't', settings } as RunSpec,
      lakehouse,
      nowMs: Date.now,
      log: pino({ level: 'silent' }),
      report: () => void events.push('data'),
      newId: lakehouse.ports.newId,
    },
    feed,
    offsetStore: {
      load: async () => new Map(),
      save: async () => {
        events.push('offsets');
        await save();
      },
    },
    handOver: handOver(await lakehouse.connect(), 100),
    ownsSilver: () => false,
    onCommit: () => undefined,
  });
  return { events, bronze };
}

describe('positions', () => {
  it.each([
    ['kafka', ['data', 'offsets', 'done']],
    ['kafka-first', ['offsets', 'data', 'done']],
    ['delta', ['data', 'told', 'done']],
  ] as const)('in %s are written in their order', async (offsetStore, order) => {
    const { events, bronze } = await oneBatch((settings) => {
      settings.consumer.offsetStore = offsetStore;
    });
    await bronze.runBatch();
    expect(events).toEqual(order);
  });

  it('are left to the client where records are handed to a queue', async () => {
    const { events, bronze } = await oneBatch((settings) => {
      settings.consumer.handOff = 'queue';
      settings.consumer.offsetStore = 'kafka';
    });
    await bronze.runBatch();
    expect(events).toEqual(['data', 'done']);
  });

  it('that the group refuses make the reader start again from what is stored', async () => {
    const refusal = Object.assign(new Error('no'), { type: 'UNKNOWN_MEMBER_ID' });
    const { events, bronze } = await oneBatch(
      (settings) => {
        settings.consumer.offsetStore = 'kafka';
      },
      () => Promise.reject(refusal),
    );
    await bronze.runBatch();
    expect(events).toEqual(['data', 'offsets', 'repositioned']);
  });
});

describe('a backlog', () => {
  it.each([
    [true, 'full'],
    [false, 'some'],
  ] as const)('with adaptive batches %s is %s', async (adaptiveBatch, input) => {
    const { bronze } = await oneBatch((settings) => {
      Object.assign(settings.stream, { adaptiveBatch, maxBatchEvents: 1_000, fixedBatchEvents: 500 });
    });
    expect(bronze.input()).toBe(input);
  });
});
