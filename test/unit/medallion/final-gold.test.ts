// Final gold is a function of the log: however the log is cut into batches and however often the process starts anew, the
// rows are the same, and the same as a plain reading of the rules in TypeScript.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { behindMsOf, isAdmitted, windowStartMs } from '../../../pipeline/stream/window.ts';
import { localMedallion, type TestRecord } from './local-medallion.ts';

const T0 = Date.UTC(1995, 6, 1, 4, 0, 0);
const RULE = { windowMs: 10_000, allowedLatenessMs: 10_000 };
const MONTHS = ['Jul'];

function clfTime(ms: number): string {
  const at = new Date(ms - 4 * 3_600_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(at.getUTCDate())}/${MONTHS[0]}/1995:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} -0400`;
}

interface Made {
  partition: number;
  second: number;
  host: number;
  path: number;
  status: number;
  bytes: number | null;
  kind: 'line' | 'bad' | 'null' | 'repeat';
}

const made: fc.Arbitrary<Made> = fc.record({
  // Mostly long runs of one partition, so that the other falls idle, and times that mostly grow.
  partition: fc.constant(0),
  second: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -9, max: 0 }) },
    fc.integer({ min: -40, max: 0 }),
  ),
  host: fc.integer({ min: 0, max: 4 }),
  path: fc.integer({ min: 0, max: 5 }),
  status: fc.constantFrom(200, 304, 404, 500),
  bytes: fc.option(fc.integer({ min: 0, max: 5_000_000_000 })),
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('line' as const) },
    fc.constantFrom('bad', 'null', 'repeat', 'repeat'),
  ),
});

const line = (one: Made): string =>
  `h${one.host} - - [${clfTime(T0 + one.second * 1000)}] "GET /p${one.path} HTTP/1.0" ${one.status} ${one.bytes ?? '-'}`;

/** Records as sent; a repeat is a second copy of some earlier record of its partition. */
function recordsOf(events: readonly Made[]): (TestRecord & { made: Made; repeated: boolean })[] {
  const records: (TestRecord & { made: Made; repeated: boolean })[] = [];
  events.forEach((drawn, seq) => {
    const one = { ...drawn, partition: Math.floor(seq / 11) % 2, second: 60 + seq * 2 + drawn.second };
    const earlier = records.filter((record) => record.partition === one.partition);
    const original = earlier[one.host % Math.max(1, earlier.length)];
    if (one.kind === 'repeat' && original)
      records.push({ ...original, kafkaMs: 1_000_000 + seq, repeated: true });
    else {
      const raw = one.kind === 'null' ? null : one.kind === 'bad' ? `bad \u0000\u00ff ${seq}` : line(one);
      records.push({
        partition: one.partition,
        id: `rtest-${seq}`,
        raw,
        kafkaMs: 1_000_000 + seq,
        made: one,
        repeated: false,
      });
    }
  });
  return records;
}

/** The rules, read plainly: what gold.traffic must say. */
function expectedTraffic(records: ReturnType<typeof recordsOf>): string[] {
  const windows = new Map<number, { requests: number; bytes: bigint; errors: number; hosts: Set<number> }>();
  for (const partition of [0, 1]) {
    const accepted = records.filter(
      (r) => r.partition === partition && !r.repeated && r.raw !== null && !r.raw.startsWith('bad'),
    );
    const times = accepted.map((record) => T0 + record.made.second * 1000);
    const behind = behindMsOf(times, null);
    accepted.forEach(({ made: one }, index) => {
      if (!isAdmitted({ eventTimeMs: times[index]!, behindMs: behind[index]! }, RULE)) return;
      const start = windowStartMs(times[index]!, RULE.windowMs);
      const sums = windows.get(start) ?? { requests: 0, bytes: 0n, errors: 0, hosts: new Set<number>() };
      sums.requests++;
      sums.bytes += BigInt(one.bytes ?? 0);
      sums.errors += one.status >= 400 ? 1 : 0;
      sums.hosts.add(one.host);
      windows.set(start, sums);
    });
  }
  return [...windows]
    .map(([start, sums]) => [start, sums.requests, sums.bytes, sums.errors, sums.hosts.size].map(String))
    .map((row) => JSON.stringify([...row, true]))
    .sort();
}

const TRAFFIC = 'epoch_ms(window_start), requests, bytes, errors, hosts, is_final';
const SILVER =
  'event_id, event_time, behind_ms, host, method, path, protocol, status, bytes, format, kafka_partition, kafka_offset';

interface Step {
  take: number;
  next: ('silver' | 'gold' | 'restart' | 'idle')[];
}

async function runThrough(records: readonly TestRecord[], steps: readonly Step[]) {
  const medallion = await localMedallion();
  try {
    let at = 0;
    for (const { take, next } of [...steps, { take: records.length, next: [] }]) {
      const part = records.slice(at, at + take);
      at += part.length;
      if (part.length > 0) await medallion.bronze(part);
      for (const what of next) {
        if (what === 'idle') medallion.passTime(60_000);
        else await medallion[what]();
      }
    }
    await medallion.finish();
    return {
      counts: await Promise.all(
        (['bronze', 'silver', 'quarantine'] as const).map((name) => medallion.rows(name, 'event_id')),
      ),
      silver: await medallion.rows('silver', SILVER),
      quarantine: await medallion.rows('quarantine', 'event_id, raw, reasons, kafka_partition, kafka_offset'),
      traffic: (await medallion.rows('gold.traffic', TRAFFIC)).sort(),
      status: await medallion.rows('gold.status', '*'),
      paths: await medallion.rows('gold.paths', '*'),
    };
  } finally {
    medallion.close();
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  take: fc.integer({ min: 1, max: 12 }),
  next: fc.oneof(
    fc.constant<Step['next']>(['idle', 'silver', 'gold']),
    fc.array<Step['next'][number]>(fc.constantFrom('silver', 'gold', 'restart'), { maxLength: 4 }),
  ),
});

describe('final gold', () => {
  test('is the same whatever the batches and restarts, and what the rules say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(made, { minLength: 30, maxLength: 90, size: 'max' }),
        fc.array(step, { minLength: 3, maxLength: 10, size: 'max' }),
        async (events, steps) => {
          const records = recordsOf(events);
          const cut = await runThrough(records, steps);
          const whole = await runThrough(records, []);
          const { counts, ...rows } = cut;
          const { counts: _, ...wholeRows } = whole;
          expect(rows).toEqual(wholeRows);
          expect(cut.traffic).toEqual(expectedTraffic(records));
          const [bronze, silver, quarantine] = counts;
          const repeated = records.filter((record) => record.repeated).length;
          expect(bronze?.length).toBe(records.length);
          expect((silver?.length ?? 0) + (quarantine?.length ?? 0) + repeated).toBe(records.length);
        },
      ),
      {
        numRuns: Number(process.env.LAKEQUAKE_RUNS ?? 6),
        ...(process.env.LAKEQUAKE_SEED && { seed: Number(process.env.LAKEQUAKE_SEED) }),
      },
    );
  }, 120_000);
});
