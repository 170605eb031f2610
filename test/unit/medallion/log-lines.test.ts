// How lines are read: real ones, every malformed kind known of the trace, JSON and its drift, and bytes that are no line.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../pipeline/contract/settings.ts';
import { localMedallion, type TestRecord } from './local-medallion.ts';

const TIME = '[13/Jul/1995:00:00:00 -0400]';
const clf = (request: string, rest = '200 7'): string => `host.net - - ${TIME} "${request}" ${rest}`;

interface Read {
  method: string | null;
  path: string | null;
  protocol: string | null;
  status: number;
  bytes: string;
}

async function read(lines: readonly (string | null)[], change: Parameters<typeof localMedallion>[0] = {}) {
  const medallion = await localMedallion(change);
  try {
    const records = lines.map(
      (raw, index): TestRecord => ({ partition: 0, id: `rtest-${index}`, raw, kafkaMs: 1_000 }),
    );
    await medallion.bronze(records);
    await medallion.silver();
    const parse = (rows: string[]) => rows.map((row) => JSON.parse(row) as unknown[]);
    const silver = parse(
      await medallion.rows(
        'silver',
        'kafka_offset, method, path, protocol, status, bytes, format, host, epoch_ms(event_time)',
      ),
    );
    const quarantine = parse(await medallion.rows('quarantine', 'kafka_offset, raw, reasons'));
    return { silver, quarantine };
  } finally {
    medallion.close();
  }
}

const REQUESTS: [line: string, expected: Partial<Read>][] = [
  [
    clf('GET /ksc.html HTTP/1.0'),
    { method: 'GET', path: '/ksc.html', protocol: 'HTTP/1.0', status: 200, bytes: '7' },
  ],
  [clf('GET /ksc.html'), { method: 'GET', path: '/ksc.html', protocol: null }],
  [clf('GET / '), { path: '/', protocol: null }],
  [clf('GET / HTTP/V1.0'), { path: '/', protocol: 'HTTP/V1.0' }],
  [clf('GET /robots.txt HTML/1.0 headers', '404 -'), { path: '/robots.txt HTML/1.0 headers', bytes: '0' }],
  [clf('GET /  HTTP/1.0'), { path: '/', protocol: 'HTTP/1.0' }],
  [clf('GET  //www.umcc.umich.edu HTTP/1.0', '302 -'), { path: '//www.umcc.umich.edu' }],
  [clf('GET /a.gif align=left HTTP/1.0'), { path: '/a.gif align=left', protocol: 'HTTP/1.0' }],
  [clf('GET /a.html" HTTP/1.0', '404 -'), { path: '/a.html"' }],
  [
    clf('GET /a.html"><IMG SRC="images/b.gif/ HTTP/1.0', '404 -'),
    { path: '/a.html"><IMG SRC="images/b.gif/' },
  ],
  [
    clf('GET /HTTP/1.0 200 OKDate: x<html HTTP/1.0', '404 -'),
    { path: '/HTTP/1.0 200 OKDate: x<html', status: 404 },
  ],
  [clf('GET  HTTP/1.0', '302 -'), { method: 'GET', path: null, protocol: 'HTTP/1.0' }],
  [clf('1/history/', '400 -'), { method: null, path: null }],
  [clf('\x05\x01', '400 -'), { method: null, path: null }],
  [clf('\x80|\x05\x0b\u00c3"\xb0', '400 -'), { method: null, path: null, status: 400 }],
  [clf('GET /facts\u00e9faq12.html HTTP/1.0', '404 -'), { path: '/facts\u00e9faq12.html' }],
  [clf('-', '400 -'), { method: null, path: null }],
  [clf('', '400 -'), { method: null, path: null }],
];

describe('a log line', () => {
  test('is accepted in every malformed shape known of the trace, with the fields it has', async () => {
    const { silver, quarantine } = await read(REQUESTS.map(([line]) => line));
    expect(quarantine).toEqual([]);
    const names = ['method', 'path', 'protocol', 'status', 'bytes'] as const;
    silver.forEach((row, index) => {
      const found = Object.fromEntries(names.map((name, at) => [name, row[at + 1]]));
      expect(found, REQUESTS[index]![0]).toMatchObject(REQUESTS[index]![1]);
    });
    expect(silver).toHaveLength(REQUESTS.length);
  });

  test('in combined format keeps its request apart from referrer and agent', async () => {
    const { silver } = await read([`${clf('GET /a HTTP/1.1', '200 12')} "http://b/" "Mozilla/1.0 (X)"`]);
    expect(silver[0]?.slice(1, 7)).toEqual(['GET', '/a', 'HTTP/1.1', 200, '12', 'combined']);
  });

  test('as JSON is read in the known version, also with a field more or a field less, and no other', async () => {
    const full = {
      host: 'h',
      time: '1995-07-13T04:00:00.250Z',
      method: 'GET',
      path: '/a',
      protocol: 'HTTP/1.0',
      status: 200,
      bytes: 9,
    };
    const { host: _, ...less } = full;
    const { status: renamed, ...rest } = full;
    const { bytes, ...noBytes } = full;
    const lines = [
      full,
      { ...full, extra: 1 },
      less,
      { ...rest, code: renamed },
      { ...full, status: '200' },
      { ...noBytes, size: bytes },
    ];
    const { silver, quarantine } = await read(lines.map((one) => JSON.stringify(one)));
    expect(silver.map((row) => row[0])).toEqual(['0', '1', '2']);
    expect(silver[0]).toEqual(['0', 'GET', '/a', 'HTTP/1.0', 200, '9', 'json', 'h', '805608000250']);
    expect(quarantine.map((row) => row[2])).toEqual([
      'bad-status,unknown-version',
      'bad-status',
      'unknown-version',
    ]);
  });

  test('as JSON has its size in the unit it names, whole bytes only; who does not look takes every number for bytes', async () => {
    const line = (bytes: unknown, unit?: unknown) =>
      JSON.stringify({
        host: 'h',
        time: '1995-07-13T04:00:00Z',
        method: 'GET',
        path: '/a',
        protocol: 'HTTP/1.0',
        status: 200,
        bytes,
        unit,
      });
    const lines = [
      line(12_345, 'B'),
      line(12.345, 'kB'),
      line(7, 'kB'),
      line(0.001, 'kB'),
      line(12.345, 'B'),
      line(1.00005, 'kB'),
      line(5, 'bit'),
      line(9),
    ];
    const declared = await read(lines);
    expect(declared.silver.map((row) => [row[0], row[5]])).toEqual([
      ['0', '12345'],
      ['1', '12345'],
      ['2', '7000'],
      ['3', '1'],
      ['7', '9'],
    ]);
    expect(declared.quarantine.map((row) => row[2])).toEqual([
      'bad-bytes,bad-bytes-type',
      'bad-bytes',
      'bad-bytes,unknown-unit',
    ]);
    const assumed = await read(lines, {
      settings: ({ silver }) => {
        silver.byteUnit = 'assumed';
      },
    });
    expect(assumed.silver.map((row) => row[5])).toEqual(['12345', '12', '7', '0', '12', '1', '5', '9']);
  });

  test('that does not fit is null for a lenient reader, and gone for a strict one', async () => {
    const full = {
      host: 'h',
      time: '1995-07-13T04:00:00Z',
      method: 'GET',
      path: '/a',
      protocol: 'HTTP/1.0',
      status: 200,
      bytes: 9,
    };
    const { status, ...rest } = full;
    const lines = [full, { ...rest, code: status }, { ...full, region: 'eu-1' }].map((one) =>
      JSON.stringify(one),
    );
    const statuses = async (parser: 'lenient' | 'clf-only' | 'strict') => {
      const change = ({ silver }: Settings) => {
        silver.parser = parser;
      };
      const rows = await read([...lines, clf('GET / HTTP/1.0')], { settings: change });
      return rows.silver.map((row) => row[4]);
    };
    expect(await statuses('lenient')).toEqual([200, null, 200, 200]);
    expect(await statuses('clf-only')).toEqual([null, null, null, 200]);
    expect(await statuses('strict')).toEqual([200, 200]);
  });

  test('that cannot be read goes to quarantine byte for byte, with its reasons', async () => {
    const every = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
    const lines = [
      every,
      null,
      '',
      'alyssa.p',
      clf('GET / HTTP/1.0', '999 1'),
      clf('GET / HTTP/1.0', '200 99999999999999999999'),
      'h - - [99/Foo/1995:00:00:00 -0400] "GET / HTTP/1.0" 200 1',
      'h - - [13/Jul/2099:00:00:00 -0400] "GET / HTTP/1.0" 200 1',
      '{"status":200',
    ];
    const { silver, quarantine } = await read(lines);
    expect(silver).toEqual([]);
    expect(quarantine.map((row) => row[1])).toEqual(lines);
    expect(quarantine.map((row) => row[2])).toEqual([
      'not-a-line',
      'null-value',
      'not-a-line',
      'not-a-line',
      'bad-status',
      'bad-bytes',
      'bad-time',
      'time-out-of-bounds',
      'not-a-line',
    ]);
  });

  test('is bounded by Kafka time plus the recorded shift when times are shifted', async () => {
    const at = Date.UTC(1995, 6, 13, 4);
    const spec = {
      eventTimeMode: 'now' as const,
      eventClock: { kafkaOriginMs: 0, eventOriginMs: at, speed: 1 },
    };
    const line = (ms: number): string => {
      const text = new Date(at + ms).toISOString();
      return `h - - [${text.slice(8, 10)}/Jul/1995:${text.slice(11, 19)} +0000] "GET / HTTP/1.0" 200 1`;
    };
    const { silver, quarantine } = await read(
      [line(0), line(61_000), line(63_000), line(-3_599_000), line(-3_600_000)],
      { spec },
    );
    expect(silver.map((row) => row[0])).toEqual(['0', '1', '3']);
    expect(quarantine.map((row) => row[2])).toEqual(['time-out-of-bounds', 'time-out-of-bounds']);
  });

  const SAMPLE =
    process.env.LAKEQUAKE_NASA ??
    new URL('../../../../shared/nasa/access_sample_9793.log.gz', import.meta.url).pathname;
  test.skipIf(!existsSync(SAMPLE))('of the real log never fails, and its totals are exact', async () => {
    const lines = gunzipSync(readFileSync(SAMPLE)).toString('latin1').split('\n').filter(Boolean);
    const { silver, quarantine } = await read(lines);
    expect(quarantine).toEqual([]);
    expect(silver).toHaveLength(9_793);
    expect(silver.reduce((sum, row) => sum + Number(row[5]), 0)).toBe(191_673_952);
    // An independent reading of the last two fields.
    const bytes = lines.reduce((sum, line) => sum + (Number(/ (\d+)$/.exec(line)?.[1]) || 0), 0);
    expect(bytes).toBe(191_673_952);
  });
});
