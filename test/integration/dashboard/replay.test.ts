// `lakequake replay` as a user runs it: the page's own stream from a file, with seek, play and pause, and a clear no to everything that
// needs a lab.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { PlayerMessage, PlayerRequest } from '../../../dashboard/contract/player.ts';
import { labStateSchema, type StreamMessage } from '../../../dashboard/contract.ts';
import { startRecorder } from '../../../dashboard/server/recording/recorder.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { labStateAt, RUN_ID, STORY } from '../../fixtures/dashboard/demo-story.ts';
import { journalOfRun } from '../../fixtures/dashboard/journal-of-run.ts';

const EPOCH = 1_790_000_000_000;
const cli = fileURLToPath(new URL('../../../cli/lakequake.mjs', import.meta.url));
let folder: string;
let file: string;
let child: ChildProcess;
let url: string;

const replay = (...args: string[]) =>
  spawn(process.execPath, [cli, 'replay', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

async function record(): Promise<void> {
  let s = STORY.kill - 2;
  const recorder = startRecorder({
    feed: { snapshot: () => labStateAt(EPOCH, s) },
    folderOf: () => folder,
    journalOf: () => journalOfRun(RUN_ID, 'naive'),
    note: (problem) => expect.fail(problem),
    everyMs: 3_600_000,
    afterVerdictMs: 0,
  });
  for (; s < STORY.verdict + 1; s += 0.5) {
    recorder.tick();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.stop();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-replay-'));
  file = join(folder, 'recording.jsonl.gz');
  await record();
  child = replay(file, '--json');
  let text = '';
  child.stdout!.on('data', (part) => {
    text += String(part);
  });
  await until(() => text.includes('\n'), { deadlineMs: 60_000, what: 'the replay to answer' });
  ({ url } = JSON.parse(text) as { url: string });
});
afterAll(async () => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true });
});

const get = async (path: string) => {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
};

describe('a replay', () => {
  it('says that it is one', async () => {
    expect((await get('api/session')).body).toMatchObject({
      mode: 'replay',
      actions: { allowed: false },
      recording: { run: RUN_ID, scenario: 'broker-loss', from: EPOCH + (STORY.kill - 2) * 1000 },
    });
  });

  it('plays the stream, goes where it is told, and closes on nonsense', async () => {
    const heard: (StreamMessage | PlayerMessage)[] = [];
    const socket = new WebSocket(`${url.replace('http', 'ws')}api/stream`);
    const say = (message: PlayerRequest) => socket.send(JSON.stringify(message));
    socket.on('message', (data) => heard.push(JSON.parse(String(data)) as StreamMessage));
    await until(() => heard.some(({ t }) => t === 'player'), {
      deadlineMs: 5_000,
      what: 'the first messages',
    });
    const first = heard[0]!;
    if (first.t !== 'full') return expect.fail('a stream begins with a full state');
    labStateSchema.parse(first.state);
    expect(first.state.brokers[1]!.state).toBe('up');
    const before = heard.length;
    say({ t: 'pause' });
    say({ t: 'seek', at: EPOCH + (STORY.kill + 3) * 1000 });
    const found = await until(
      () =>
        heard
          .slice(before)
          .find((message) => message.t === 'full' && message.state.brokers[1]!.state === 'down'),
      { deadlineMs: 5_000, everyMs: 5, what: 'the broken moment' },
    );
    expect(found.at).toBe(EPOCH + (STORY.kill + 3) * 1000);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('{"t":"fly"}');
    expect(await closed).toBe(1007);
  });

  it('holds the run with its result, report, series and file', async () => {
    expect((await get('api/runs')).body).toMatchObject({ runs: [{ id: RUN_ID, verdict: 'broken' }] });
    expect((await get(`api/runs/${RUN_ID}`)).body).toMatchObject({
      result: { evidence: [{ id: 'lost-write' }] },
    });
    expect((await get('api/metrics?group=lag')).body).toMatchObject({ series: expect.any(Array) });
    expect(await (await fetch(`${url}api/runs/${RUN_ID}/report?format=md`)).text()).toContain(
      '# broker-loss',
    );
    const bytes = await (await fetch(`${url}api/runs/${RUN_ID}/recording`)).arrayBuffer();
    expect(bytes.byteLength).toBeGreaterThan(1_000);
    expect((await get('api/runs/rother')).status).toBe(404);
  });

  it.each([
    ['GET', 'api/lake'],
    ['GET', 'api/why/stuck'],
    ['GET', 'api/trace/r1-1'],
    ['GET', 'api/logs/source'],
    ['GET', 'metrics'],
    ['POST', 'api/heal'],
    ['POST', 'api/scenarios/stop'],
    ['POST', 'api/source/rate'],
    ['POST', 'api/scenarios/broker-loss/run'],
    ['POST', 'api/suites'],
    ['POST', 'api/sql'],
  ])('refuses %s %s with a sentence', async (method, path) => {
    const bodies: Record<string, object> = {
      'api/source/rate': { ratePerSecond: 5 },
      'api/scenarios/broker-loss/run': { variant: 'naive' },
      'api/suites': {},
      'api/sql': { sql: 'SELECT 1' },
    };
    const body = bodies[path];
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        origin: url.replace(/\/$/, ''),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect([answer.status, error.code]).toEqual([409, 'not-running']);
    expect(error.message.toLowerCase()).toContain('recording');
  });
});

describe('the command', () => {
  const run = async (...args: string[]) => {
    const one = replay(...args);
    let text = '';
    one.stderr!.on('data', (part) => {
      text += String(part);
    });
    const code = await new Promise<number | null>((resolve) => one.once('close', resolve));
    return { code, text };
  };
  const written = (name: string, content: Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const newer = () => gzipSync(`${JSON.stringify({ t: 'recording', v: 9, lakequake: '9.0.0', run: {} })}\n`);

  it.each<[string, () => string[], number, RegExp]>([
    ['no file', () => [], 2, /replay takes one recording/],
    ['a missing file', () => [join(folder, 'none.gz')], 2, /there is no file/],
    ['a damaged file', () => [written('bad.gz', Buffer.from('damaged'))], 2, /no recording of Lakequake/],
    ['a newer file', () => [written('newer.gz', newer())], 3, /format 9 of a newer Lakequake/],
  ])('says in a sentence what is wrong with %s', async (_what, args, code, sentence) => {
    const ended = await run(...args());
    expect(ended.text).toMatch(sentence);
    expect(ended.text).toContain('next: ');
    expect(ended.text).not.toContain('    at ');
    expect(ended.code).toBe(code);
  });
});
