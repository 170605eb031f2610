// The server on a real socket: what it refuses, how it says no, and that one bad client harms no other.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { labStateSchema, type StreamMessage, streamMessageSchema } from '../../../dashboard/contract.ts';
import { buildServer } from '../../../dashboard/server/build-server.ts';
import { listenOn } from '../../../dashboard/server/listen-on.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { createDemoFeed, type DemoFeed } from '../../fixtures/dashboard/demo-feed.ts';

const TOKEN = 'a-token-of-this-test';
let app: FastifyInstance;
let feed: DemoFeed;
let url: string;
let port: number;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-page-'));
  const web = join(folder, 'web');
  mkdirSync(join(web, 'assets'), { recursive: true });
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(web, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  feed = createDemoFeed();
  app = await buildServer({ feed, token: TOKEN, webDir: web });
  ({ url, port } = await listenOn(app, { port: 0 }));
});
afterAll(async () => {
  await app.close();
  feed.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}
/** Node's own client: it sends the path and the Host header as they are given. */
function call(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options;
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
const own = () => ({ origin: url.replace(/\/$/, '') });
const json = { 'content-type': 'application/json' };

function expectError(answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  const { error } = JSON.parse(answer.text) as {
    error: { code: string; message: string; hint: string | null };
  };
  expect(error.code).toBe(code);
  expect(error.message.length).toBeGreaterThan(5);
  expect(answer.text).not.toMatch(/ at .*:\d+|node_modules|\.ts/);
}

describe('reading', () => {
  it('answers with the state the contract describes', async () => {
    const { status, text } = await call('/api/state');
    expect(status).toBe(200);
    labStateSchema.parse(JSON.parse(text));
  });

  it('describes every route of the API, with its errors', async () => {
    const { text } = await call('/api/openapi.json');
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, { responses: object }>> };
    expect(Object.keys(paths).sort()).toEqual([
      '/api/compare',
      '/api/heal',
      '/api/health',
      '/api/labs',
      '/api/labs/{id}',
      '/api/labs/{id}/check',
      '/api/labs/{id}/files/{file}',
      '/api/labs/{id}/files/{file}/query',
      '/api/labs/{id}/hint',
      '/api/labs/{id}/predict',
      '/api/labs/{id}/reset',
      '/api/labs/{id}/runs',
      '/api/labs/{id}/runs/{run}',
      '/api/labs/{id}/solve',
      '/api/labs/{id}/stand',
      '/api/labs/{id}/start',
      '/api/lake',
      '/api/lake/{table}/files',
      '/api/lake/{table}/rows',
      '/api/lake/{table}/schema',
      '/api/lake/{table}/versions',
      '/api/logs/{subject}',
      '/api/metrics',
      '/api/openapi.json',
      '/api/quarantine',
      '/api/runs',
      '/api/runs/{id}',
      '/api/runs/{id}/metrics',
      '/api/runs/{id}/recording',
      '/api/runs/{id}/report',
      '/api/runs/{id}/timeline',
      '/api/scenarios',
      '/api/scenarios/stop',
      '/api/scenarios/{id}/run',
      '/api/session',
      '/api/signals',
      '/api/source/rate',
      '/api/sql',
      '/api/state',
      '/api/suites',
      '/api/suites/{id}',
      '/api/suites/{id}/report',
      '/api/trace/{event}',
      '/api/truth',
      '/api/truth/windows/{start}',
      '/api/why/changed',
      '/api/why/{question}',
      '/metrics',
    ]);
    for (const methods of Object.values(paths))
      for (const { responses } of Object.values(methods)) expect(Object.keys(responses)).toContain('403');
  });

  it('gives one window with its examples, and a clear error for one there is not', async () => {
    feed.jumpTo(70);
    const { windows } = JSON.parse((await call('/api/truth')).text) as {
      windows: { start: number; lost: number }[];
    };
    const broken = windows.find(({ lost }) => lost > 0)!;
    const detail = JSON.parse((await call(`/api/truth/windows/${broken.start}`)).text) as {
      examples: object[];
    };
    expect(detail.examples).toHaveLength(broken.lost);
    expectError(await call('/api/truth/windows/77'), 404, 'not-found');
    expectError(await call('/api/truth/windows/x'), 400, 'bad-argument');
  });
});

describe('the guard', () => {
  it.each(['evil.example', 'evil.example:7400', '127.0.0.1.evil.example', 'localhost@evil.example'])(
    'refuses the Host header "%s"',
    async (host) => {
      const answer = await call('/api/state', { headers: { host } });
      expectError(answer, 403, 'refused');
    },
  );

  it.each(['http://evil.example', 'https://127.0.0.1:1', 'null', 'http://localhost:3000'])(
    'refuses the foreign Origin %s, for reading too',
    async (origin) => {
      expectError(await call('/api/state', { headers: { origin } }), 403, 'refused');
      expectError(await call('/api/heal', { method: 'POST', headers: { origin } }), 403, 'refused');
    },
  );

  it('never sends a CORS header', async () => {
    const { headers } = await call('/api/state', { headers: own() });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('takes an action from the own page or with the token, and from nobody else', async () => {
    const asked = feed.asked.length;
    expectError(await call('/api/heal', { method: 'POST' }), 403, 'refused');
    const wrong = { authorization: `Bearer ${TOKEN}x` };
    expectError(await call('/api/heal', { method: 'POST', headers: wrong }), 403, 'refused');
    expect(feed.asked).toHaveLength(asked);
    expect((await call('/api/heal', { method: 'POST', headers: own() })).status).toBe(200);
    const right = { authorization: `Bearer ${TOKEN}` };
    expect((await call('/api/heal', { method: 'POST', headers: right })).status).toBe(200);
    expect(feed.asked).toHaveLength(asked + 2);
  });

  it('refuses a stream to a foreign page', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}api/stream`, {
      headers: { origin: 'http://evil.example' },
    });
    const error = await new Promise<Error>((resolve) => socket.on('error', resolve));
    expect(error.message).toContain('403');
  });

  it('tells the browser to load nothing from elsewhere and run nothing inline', async () => {
    const { headers } = await call('/');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('bad input', () => {
  const rate = (body: string, headers: Record<string, string> = json) =>
    call('/api/source/rate', { method: 'POST', headers: { ...own(), ...headers }, body });

  it.each([
    ['malformed JSON', '{bad'],
    ['an empty body', ''],
    ['a wrong type', '{"ratePerSecond":"fast"}'],
    ['a value out of range', '{"ratePerSecond":-1}'],
    ['an unknown field', '{"ratePerSecond":5,"also":1}'],
    ['a poisoned prototype', '{"__proto__":{"ratePerSecond":5}}'],
  ])('answers %s with one clear error', async (_what, body) => {
    expectError(await rate(body), 400, 'bad-argument');
  });

  it('turns an oversized or foreign body away', async () => {
    expectError(await rate(`"${'x'.repeat(70_000)}"`), 413, 'bad-argument');
    expectError(await rate('<a/>', { 'content-type': 'text/xml' }), 415, 'bad-argument');
  });

  it("passes on the lab's own refusal with its hint", async () => {
    const answer = await rate('{"ratePerSecond":13}');
    expectError(answer, 409, 'not-running');
    expect(answer.text).toContain('npx lakequake up');
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/%00',
  ])('gives no file outside the page for %s', async (path) => {
    const answer = await call(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).not.toContain('secret\n');
    expect(answer.text).not.toMatch(/^secret|root:/);
  });

  it('answers an unknown address of the API with JSON, and one of the page with the page', async () => {
    expectError(await call('/api/nothing', { headers: { accept: 'text/html' } }), 404, 'not-found');
    expect((await call('/truth?window=1', { headers: { accept: 'text/html' } })).text).toContain(
      '<title>page',
    );
    expectError(await call('/nothing.js'), 404, 'not-found');
  });

  it('outlives bytes that are no HTTP', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('\x16\x03\x01 nonsense\r\n\r\n'));
      socket
        .on('close', () => resolve())
        .on('error', () => resolve())
        .resume();
    });
    expect((await call('/api/health')).status).toBe(200);
  });
});

describe('the stream', () => {
  const open = () => {
    const heard: StreamMessage[] = [];
    const socket = new WebSocket(`${url.replace('http', 'ws')}api/stream`);
    // One that is turned away or ended while it connects is an error to its client, and no matter here.
    socket.on('error', () => {});
    socket.on('message', (data) => heard.push(JSON.parse(String(data)) as StreamMessage));
    return { socket, heard };
  };

  it('speaks the contract: full, then deltas, four to ten a second', async () => {
    const { socket, heard } = open();
    await until(() => heard.length > 0, { deadlineMs: 2000, everyMs: 5, what: 'the first message' });
    const start = Date.now();
    await until(() => Date.now() - start > 1500, {
      deadlineMs: 3000,
      everyMs: 20,
      what: 'a second and a half',
    });
    socket.terminate();
    for (const message of heard) streamMessageSchema.parse(message);
    expect(heard[0]!.t).toBe('full');
    expect(heard.slice(1).every(({ t }) => t === 'delta')).toBe(true);
    expect(heard.length / 1.5).toBeGreaterThan(4);
    expect(heard.length / 1.5).toBeLessThan(11);
  });

  it('serves the others while one does not read, and 1,000 quick requests beside', async () => {
    const slow = open();
    await until(() => slow.heard.length > 0, { deadlineMs: 2000, what: 'the slow client' });
    slow.socket.pause();
    const quick = open();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => call('/api/health')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const before = quick.heard.length;
    await until(() => quick.heard.length > before + 3, { deadlineMs: 2000, what: 'the quick client' });
    slow.socket.terminate();
    quick.socket.terminate();
  });

  it('never queues more than a little for a client that does not read, and shows it the present when it does', async () => {
    const limit = 300_000;
    const busy = await buildServer({ feed, sampling: { everyMs: 10, maxBufferedBytes: limit } });
    const { url: at } = await listenOn(busy, { port: 0 });
    const waiting = async () =>
      ((await (await fetch(`${at}api/health`)).json()) as { slowestStreamBytes: number }).slowestStreamBytes;
    // Every state is new and large: the kernel's buffers fill, then the socket's own.
    let tick = 0;
    feed.distort((state) => {
      tick += 1;
      return {
        ...state,
        quarantine: { share: null, reasons: [{ reason: `${tick} ${'x'.repeat(80_000)}`, rows: 1 }] },
      };
    });
    const heard: StreamMessage[] = [];
    const socket = new WebSocket(`${at.replace('http', 'ws')}api/stream`);
    socket.on('message', (data) => heard.push(JSON.parse(String(data)) as StreamMessage));
    await until(() => heard.length > 0, { deadlineMs: 2000, what: 'the first message' });
    socket.pause();
    await until(async () => (await waiting()) > limit, { deadlineMs: 20_000, what: 'its socket to be full' });
    const until2s = Date.now() + 2_000;
    let most = 0;
    await until(
      async () => {
        most = Math.max(most, await waiting());
        return Date.now() > until2s;
      },
      { deadlineMs: 5_000, everyMs: 20, what: 'two seconds of not reading' },
    );
    // The limit, and the one message that went over it.
    expect(most).toBeLessThan(limit + 300_000);
    const before = heard.length;
    socket.resume();
    await until(() => heard.slice(before).some(({ t }) => t === 'full'), {
      deadlineMs: 5_000,
      what: 'a full state',
    });
    const gap = heard.findIndex(({ t }, index) => index >= before && t === 'full');
    expect(heard[gap]!.seq).toBeGreaterThan(heard[gap - 1]!.seq + 1);
    await until(() => heard.length > gap + 3, { deadlineMs: 5_000, what: 'what follows' });
    const after = heard.slice(gap);
    expect(after.slice(1).every((message, index) => message.seq <= after[index]!.seq + 1)).toBe(true);
    feed.distort(undefined);
    socket.terminate();
    await busy.close();
  });

  it('holds 200 sockets, turns the 300th away, and forgets them when they go', async () => {
    const many = Array.from({ length: 300 }, open);
    await until(() => many.filter(({ heard }) => heard.length > 0).length >= 200, {
      deadlineMs: 10_000,
      what: '200 streams',
    });
    await until(() => many.some(({ socket }) => socket.readyState === WebSocket.CLOSED), {
      deadlineMs: 5000,
      what: 'a refusal',
    });
    for (const { socket } of many) socket.terminate();
    const streams = async () => (JSON.parse((await call('/api/health')).text) as { streams: number }).streams;
    await until(async () => (await streams()) === 0, {
      deadlineMs: 5000,
      what: 'every stream to be forgotten',
    });
  });

  it('closes the socket of a client that shouts', async () => {
    const { socket } = open();
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send('x'.repeat(5000)));
    expect(await closed).toBe(1009);
  });
});

describe('a server that others can reach', () => {
  it('takes actions with the token only, also from its own page', async () => {
    const open = await buildServer({ feed, token: TOKEN, tokenOnly: true, allowedHosts: ['192.0.2.7'] });
    const ask = (headers: Record<string, string>) =>
      open.inject({ method: 'POST', url: '/api/heal', headers: { host: '192.0.2.7:7400', ...headers } });
    const page = { origin: 'http://192.0.2.7:7400' };
    expect((await ask(page)).statusCode).toBe(403);
    expect((await ask({ ...page, authorization: `Bearer ${TOKEN}` })).statusCode).toBe(200);
    expect((await ask({ host: 'evil.example', authorization: `Bearer ${TOKEN}` })).statusCode).toBe(403);
    const session = await open.inject({ url: '/api/session', headers: { host: '192.0.2.7:7400' } });
    expect(session.json()).toMatchObject({ mode: 'live', actions: { allowed: true, needToken: true } });
    await open.close();
  });
});

describe('closing', () => {
  it('takes no longer than a second, also with clients that were refused or answer nothing', async () => {
    const other = await buildServer({ feed });
    const { url: at } = await listenOn(other, { port: 0 });
    const address = `${at.replace('http', 'ws')}api/stream`;
    const refused = new WebSocket(address, { headers: { origin: 'http://evil.example' } });
    await new Promise((resolve) => refused.on('error', resolve));
    const mute = new WebSocket(address);
    await new Promise((resolve) => mute.on('message', resolve));
    mute.pause();
    const start = Date.now();
    await other.close();
    expect(Date.now() - start).toBeLessThan(1000);
    mute.terminate();
  });
});

describe('listening', () => {
  it('takes the next free port when the wanted one is taken, and says so', async () => {
    const other = await buildServer({ feed });
    const listening = await listenOn(other, { port });
    expect(listening).toMatchObject({ asWanted: false });
    expect(listening.port).toBeGreaterThan(port);
    expect((await fetch(`${listening.url}api/health`)).status).toBe(200);
    await other.close();
  });

  it('is bound to loopback only', () => {
    expect(app.addresses()).toMatchObject([{ address: '127.0.0.1' }]);
  });
});
