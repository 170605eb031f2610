// Lab 1's own check of the longest wait, against hand-made rows: what passes, what is wrong, and which request is named.
import { expect, it } from 'vitest';
import { comparedPlace } from '../../../labs/01-follow-one-event/check.ts';

const waits = [
  { event_id: 'r-1', source: 3, kafka: 300, bronze: 400 },
  { event_id: 'r-2', source: 4, kafka: 200, bronze: 15_000 },
  { event_id: 'r-3', source: 4, kafka: 250, bronze: 14_900 },
];
const row = (event_id: string, longest_ms: number) => [{ place: 'bronze', longest_ms, event_id }];

it('the longest wait passes with its request, or with one that waited about as long', () => {
  expect(comparedPlace('bronze', waits, row('r-2', 15_000))).toBeNull();
  expect(comparedPlace('bronze', waits, row('r-3', 14_900))).toBeNull();
});

it('an average, another request, and a place left out are wrong, and the request that waited longest is named', () => {
  expect(comparedPlace('bronze', waits, row('r-2', 10_100))).toMatchObject({
    outcome: 'wrong',
    evidence: expect.stringContaining('r-2 waited 15000 ms'),
  });
  expect(comparedPlace('bronze', waits, row('r-1', 15_000))).toMatchObject({ outcome: 'wrong' });
  expect(comparedPlace('kafka', waits, row('r-2', 15_000))).toMatchObject({ outcome: 'wrong' });
});

it('where nobody waited long, an average of little is still not the longest', () => {
  const quick = [
    { event_id: 'r-1', source: 33, kafka: 1, bronze: 1 },
    { event_id: 'r-2', source: 206, kafka: 1, bronze: 1 },
  ];
  const given = (longest_ms: number) => [{ place: 'source', longest_ms, event_id: 'r-2' }];
  expect(comparedPlace('source', quick, given(120))).toMatchObject({ outcome: 'wrong' });
  expect(comparedPlace('source', quick, given(200))).toBeNull();
});

it('what is no number of milliseconds is said to be none', () => {
  for (const given of [null, '00:00:15', ''])
    expect(
      comparedPlace('bronze', waits, [{ place: 'bronze', longest_ms: given, event_id: 'r-2' }]),
    ).toMatchObject({
      outcome: 'wrong',
      evidence: expect.stringContaining('no number of milliseconds'),
    });
});
