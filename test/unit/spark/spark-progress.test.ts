// Spark's progress in the shape of the contract.
import { expect, test } from 'vitest';
import { fromSpark, kafkaPositions } from '../../../pipeline/spark/spark-progress.ts';

const PROGRESS = {
  id: 'a',
  runId: 'b',
  name: 'bronze',
  timestamp: '2026-01-01T00:00:00.000Z',
  batchId: 4,
  batchDuration: 812,
  numInputRows: 30,
  inputRowsPerSecond: Number.NaN,
  processedRowsPerSecond: 36.9,
  durationMs: { addBatch: 500, triggerExecution: 812 },
  stateOperators: [],
  sources: [
    {
      description: 'KafkaV2[Subscribe[requests]]',
      startOffset: { requests: { 0: 1 } },
      endOffset: { requests: { 0: 11, 1: 20 } },
      latestOffset: null,
      numInputRows: 30,
      inputRowsPerSecond: 1,
      processedRowsPerSecond: 36.9,
    },
  ],
  sink: { description: 'DeltaSink[…]', numOutputRows: -1 },
};

test('offsets become text, numbers that are none become 0, and an unknown output is the input', () => {
  const progress = fromSpark(PROGRESS);
  expect(progress.inputRowsPerSecond).toBe(0);
  expect(progress.sources[0]!.endOffset).toBe('{"requests":{"0":11,"1":20}}');
  expect(progress.sources[0]!.latestOffset).toBeNull();
  expect(progress.sink.numOutputRows).toBe(30);
  expect(progress).toMatchObject({ name: 'bronze', batchId: 4, batchDuration: 812, eventTime: {} });
});

test('positions are read from the end offset by partition', () => {
  expect(kafkaPositions('{"requests":{"0":11,"1":20}}')).toEqual(
    new Map([
      [0, 11],
      [1, 20],
    ]),
  );
  expect(kafkaPositions(null)).toEqual(new Map());
});
