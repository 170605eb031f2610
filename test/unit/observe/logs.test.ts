import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processLogger } from '../../../pipeline/observe/log.ts';
import { collectLogs } from '../../../pipeline/observe/logs/collect.ts';
import { concerns, type EventSubject } from '../../../pipeline/observe/logs/concerns.ts';
import { findSubject } from '../../../pipeline/observe/logs/find-subject.ts';
import { type LogLine, parseLog } from '../../../pipeline/observe/logs/log-line.ts';
import { printLines } from '../../../pipeline/observe/logs/print-lines.ts';
import { parseSince } from '../../../pipeline/observe/logs/since.ts';

const T = Date.UTC(2026, 0, 1, 12);
const event: EventSubject = {
  eventId: 'r1-4',
  runId: 'r1',
  topic: 'requests',
  partition: 3,
  offset: 812,
  ledgerBatch: 7,
  bronzeVersion: 21,
  silverVersion: 14,
  lakeRunId: null,
  window: { from: T, to: T + 100 },
};
const line = (part: Partial<LogLine>): LogLine => ({
  at: T,
  process: 'source',
  level: 'info',
  text: '',
  fields: {},
  ...part,
});
const batch = (query: string, start: string, end: string): Partial<LogLine> => ({
  process: 'processor-1',
  at: T + 60_000,
  fields: { query, batchId: 5, runId: 'r9', source: { start, end } },
});
const reason = (part: Partial<LogLine>) => concerns(line(part), { kind: 'event', event });

test('JSON of pino with numeric and named levels and times, and the text of Kafka, are read alike', () => {
  const text = [
    '{"level":40,"time":"2026-01-01T12:00:00.000Z","name":"source","runId":"r1","msg":"slow ack"}',
    `{"level":"error","time":${T + 1},"message":"toxic"}`,
    '2026-01-01T12:00:00.002Z WARN  broker-2 [ReplicaManager] [ReplicaManager broker=2] Leader -1 for requests-3',
    'java.io.IOException: gone',
    '\tat kafka.Foo',
  ].join('\n');
  const lines = parseLog('x', text);
  expect(lines.map((one) => [one.at - T, one.process, one.level])).toEqual([
    [0, 'source', 'warn'],
    [1, 'x', 'error'],
    [2, 'x', 'warn'],
  ]);
  expect(lines[0]!.fields).toEqual({ runId: 'r1' });
  expect(lines[2]!.text).toContain('Leader -1 for requests-3\njava.io.IOException: gone\n\tat kafka.Foo');
});

test.each<[string, Partial<LogLine>, string | undefined]>([
  ['the event by field', { fields: { eventId: 'r1-4' } }, 'names the event'],
  ['the event in its text', { text: 'lost r1-4, sorry' }, 'names the event'],
  ['another event that begins alike', { text: 'lost r1-42' }, undefined],
  ['its partition and offset', { fields: { partition: 3, offset: '812' } }, 'names its partition and offset'],
  ['the offset of another partition', { fields: { partition: 2, offset: '812' }, at: T + 60_000 }, undefined],
  [
    'a range that holds its offset',
    { fields: { partition: 3, fromOffset: '800', toOffset: '813' } },
    'names its partition and offset',
  ],
  [
    'a range that ends before it',
    { fields: { partition: 3, fromOffset: '800', toOffset: '812' }, at: T + 60_000 },
    undefined,
  ],
  ['its send', { fields: { batchId: 7 } }, 'names its send'],
  ['its send, but of another run', { fields: { batchId: 7, runId: 'r2' } }, undefined],
  [
    'the bronze batch that read it',
    batch('bronze', '{"requests":{"3":800}}', '{"requests":{"3":813}}'),
    'its batch',
  ],
  ['a bronze batch that ends before it', batch('bronze', '{"3":800}', '{"3":812}'), undefined],
  ['a bronze batch of another partition', batch('bronze', '{"2":800}', '{"2":900}'), undefined],
  ['the silver batch that took its bronze version', batch('silver', '20', '21'), 'its batch'],
  ['the silver batch after that', batch('silver', '21', '22'), undefined],
  ['the gold batch that took its silver version', batch('gold', '10', '14'), 'its batch'],
  ['a batch of the source with that number', { fields: { batchId: 21 } }, undefined],
  [
    'its partition on a broker at that time',
    { process: 'broker-2', text: 'epoch of requests-3 is 4' },
    'names its partition at that time',
  ],
  [
    'its partition on a broker much later',
    { process: 'broker-2', text: 'epoch of requests-3 is 4', at: T + 3_000 },
    undefined,
  ],
  [
    'its partition just inside the margin',
    { process: 'broker-2', text: 'requests-3', at: T + 2_100 },
    'names its partition at that time',
  ],
  ['a partition that begins alike', { process: 'broker-2', text: 'epoch of requests-30 is 4' }, undefined],
  [
    'the same partition of another topic',
    { process: 'broker-2', text: 'epoch of my-requests-3 is 4' },
    undefined,
  ],
  [
    'a warning of a broker at that time',
    { process: 'broker-1', level: 'warn', text: 'fenced' },
    'a broker at that time',
  ],
  [
    'a connection that Toxiproxy saw end',
    { process: 'toxiproxy', level: 'warn', text: 'Source terminated' },
    undefined,
  ],
  ['small talk of a broker at that time', { process: 'broker-1', text: 'rolled a segment' }, undefined],
  [
    'the end of a broker told by control',
    { process: 'control', fields: { node: 'broker-2' }, text: 'broker-2 ended' },
    'a broker at that time',
  ],
])('a line with %s is judged rightly', (_name, part, expected) => {
  expect(reason(part)).toBe(expected);
});

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'lakequake-logs-'));
  mkdirSync(join(stateDir, 'logs'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

test('lines of several processes are merged in order of time, and our own logger is among them', async () => {
  const logs = join(stateDir, 'logs');
  writeFileSync(join(logs, 'broker-2.log'), '2026-01-01T12:00:00.050Z INFO  broker-2 [Log] about r1\n');
  writeFileSync(
    join(logs, 'source.log'),
    '{"level":30,"time":"2026-01-01T12:00:00.100Z","name":"source","runId":"r1","msg":"two"}\n',
  );
  const logger = processLogger({ name: 'processor-1', file: join(logs, 'processor-1.log'), runId: 'r1' });
  logger.info({ batchId: 5 }, 'committed');
  const lines = collectLogs([logs], { kind: 'run', runId: 'r1' });
  expect(lines.map((one) => one.process)).toEqual(['broker-2', 'source', 'processor-1']);
  expect(collectLogs([logs], { kind: 'batch', batch: '5' }).map((one) => one.text)).toEqual(['committed']);
  expect(collectLogs([logs], { kind: 'run', runId: 'r1' }, T + 60)).toHaveLength(2);
  expect(printLines(lines).split('\n')[2]).toMatch(/processor-1 INFO {2}committed batchId=5$/);
  expect((await findSubject(stateDir, 'broker-2')).subject).toEqual({ kind: 'process', name: 'broker-2' });
  expect((await findSubject(stateDir, '0012')).subject).toEqual({ kind: 'batch', batch: '12' });
  expect((await findSubject(stateDir, '3:812')).subject).toMatchObject({
    event: { partition: 3, offset: 812 },
  });
});

test('a word that names nothing is refused with the processes there are, and where runs are listed', async () => {
  writeFileSync(join(stateDir, 'logs', 'source.log'), '');
  await expect(findSubject(stateDir, 'sauce')).rejects.toMatchObject({
    code: 'not-found',
    hint: expect.stringMatching(
      /^the processes are source; runs are kept in .*runs \(none so far\); `npx lakequake status` names/,
    ),
  });
});

test('--since takes an age or a time and nothing else', () => {
  expect(parseSince('10m', T)).toBe(T - 600_000);
  expect(parseSince('2026-01-01T12:00:00Z', 0)).toBe(T);
  expect(() => parseSince('yesterday-ish', T)).toThrow(/--since/);
});
