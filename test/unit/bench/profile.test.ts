// The profile's tables, over a profile and a log made up by hand.
import { expect, test } from 'vitest';
import { placesOf } from '../../../bench/profile/cpu-table.ts';
import { phasesOf } from '../../../bench/profile/phase-table.ts';

test('time on the main thread is told by package, by file of ours, and by what Node calls it', () => {
  const frame = (id: number, functionName: string, url: string) => ({ id, callFrame: { functionName, url } });
  const profile = {
    nodes: [
      frame(1, '(idle)', ''),
      frame(2, 'decode', 'file:///p/node_modules/kafkajs/src/decoder.js'),
      frame(3, 'take', 'file:///p/pipeline/kafka/feed.ts'),
      frame(4, 'digest', 'file:///p/node_modules/@duckdb/node-api/lib/a.js'),
      frame(5, 'read', 'node:fs'),
    ],
    samples: [1, 2, 2, 3, 4, 5],
    timeDeltas: [1_000, 2_000, 3_000, 4_000, 500, 250],
  };
  expect(placesOf(profile, '/p')).toEqual([
    { name: 'kafkajs', ms: 5 },
    { name: 'pipeline/kafka/feed.ts', ms: 4 },
    { name: '(idle)', ms: 1 },
    { name: '@duckdb/node-api', ms: 0.5 },
    { name: 'Node, read', ms: 0.25 },
  ]);
});

test('phases of a query are summed over its batches, and other lines of the log are none', () => {
  const line = (batchId: number, ms: object) => JSON.stringify({ query: 'bronze', batchId, ms });
  const log = [
    line(0, { getBatch: 10, walCommit: 2 }),
    JSON.stringify({ msg: 'processor started' }),
    JSON.stringify({ query: 'silver', reasons: [] }),
    line(1, { getBatch: 5, walCommit: 1 }),
  ];
  expect(phasesOf(`${log.join('\n')}\n`)).toEqual([
    { query: 'bronze', phase: 'getBatch', ms: 15, batches: 2 },
    { query: 'bronze', phase: 'walCommit', ms: 3, batches: 2 },
  ]);
});
