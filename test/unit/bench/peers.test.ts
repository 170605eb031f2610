// What Kafka's own tools print, as this version prints it.
import { expect, test } from 'vitest';
import { parseConsumed } from '../../../bench/peers/consumer-performance.ts';
import { parseProduced } from '../../../bench/peers/producer-performance.ts';

test("ConsumerPerformance's last line gives the rate while fetching, and the one with joining the group", () => {
  const line =
    '2026-11-25 10:00:00:000, 2026-11-25 10:00:04:500, 105.2031, 23.3785, 1000000, 222222.2222, 3400, 1100, 95.6392, 909090.9091';
  expect(parseConsumed(`WARN something\n${line}\n`)).toEqual({
    records: 1_000_000,
    perSecond: 909_090.9091,
    wholePerSecond: 222_222.2222,
  });
  expect(() => parseConsumed('nothing\n')).toThrow('no figures');
});

test("ProducerPerformance's summary counts, and only when it sent all", () => {
  const interim =
    '300000 records sent, 60000.0 records/sec (6.29 MB/sec), 100.0 ms avg latency, 200.0 ms max latency.';
  const summary =
    '1000000 records sent, 104493.2 records/sec (10.96 MB/sec), 210.10 ms avg latency, 612.00 ms max latency, 198 ms 50th, 402 ms 95th, 551 ms 99th, 606 ms 99.9th.';
  expect(parseProduced(`${interim}\n${summary}\n`, 1_000_000)).toBe(104_493.2);
  expect(() => parseProduced(`${interim}\n`, 1_000_000)).toThrow('did not send');
  expect(() => parseProduced(`${summary}\n`, 2_000_000)).toThrow('did not send');
});
