// Playing a lab over HTTP on a real server, real files and a small real lake: what a learner does there is what the command line sees, and no
// name, size or race gets past it.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunResult } from '../../../chaos/result.ts';
import { buildServer } from '../../../dashboard/server/build-server.ts';
import { listenOn } from '../../../dashboard/server/listen-on.ts';
import { nextHint, resetLab, standOf } from '../../../labs/play-lab.ts';
import { writeProgress } from '../../../labs/progress.ts';
import { findLab } from '../../../labs/registry.ts';
import { workspaceOf } from '../../../labs/workspace.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { Settings } from '../../../pipeline/contract/settings.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { createDemoFeed, type DemoFeed } from '../../fixtures/dashboard/demo-feed.ts';
import {
  type DemoLabs,
  demoLabs,
  LOST_EVENT,
  LOST_RUN,
  lostWrites,
} from '../../fixtures/dashboard/demo-labs.ts';

const LAB = '04-acked-is-not-stored';
let labs: DemoLabs;
let feed: DemoFeed;
let app: FastifyInstance;
let port: number;
/** The run that was asked for, and how it ends. */
let asked: { settings: Settings; end: (result: RunResult) => void }[];
let busy: boolean;

beforeEach(async () => {
  [asked, busy] = [[], false];
  labs = await demoLabs({
    startRun: async (_spec, settings) => {
      if (busy) throw new LakequakeError('already-running', 'a run is already under way in this lab');
      const result = new Promise<RunResult>((end) => asked.push({ settings, end }));
      return { job: `job-${asked.length}`, result };
    },
  });
  feed = createDemoFeed();
  app = await buildServer({ feed, labs: labs.desk, webDir: labs.stateDir });
  ({ port } = await listenOn(app, { port: 0 }));
});
afterEach(async () => {
  await app.close();
  feed.close();
  await labs.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, whose schemas the server has checked
type Json = any;

function call(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers: Record<string, string> = { origin: `http://127.0.0.1:${port}` },
): Promise<{ status: number; json: Json }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode!, json: JSON.parse(Buffer.concat(chunks).toString()) }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? (method === 'POST' ? '{}' : undefined) : JSON.stringify(body));
  });
}
const get = async (path: string) => (await call('GET', `/api/labs${path}`)).json as Json;
const post = async (path: string, body?: unknown) =>
  (await call('POST', `/api/labs/${LAB}${path}`, body)).json;
const onDisk = (name: string) => join(workspaceOf(labs.stateDir, labs.seat.lab).folder, name);
const step = (stand: Json, index: number) => stand.steps[index];

it('lists the course with how far one is', async () => {
  await post('/start');
  const found = (await get('')).labs.find(({ id }: Json) => id === LAB);
  expect(found).toMatchObject({ number: 4, started: true });
  expect(found.steps.map(({ finished }: Json) => finished)).toEqual([false, false, false]);
});

it('tells the text and the questions of a lab, and neither hints nor reasons', async () => {
  const lab = await get(`/${LAB}`);
  expect(lab.text).toContain('## Explain');
  expect(lab.steps[0].prediction.choices).toHaveLength(3);
  expect(JSON.stringify(lab.steps)).not.toContain('EXCEPT SELECT');
  expect(JSON.stringify(lab.steps)).not.toContain('replica.lag.time.max.ms');
});

it('what the command line does shows here, and the other way round', async () => {
  await post('/start');
  nextHint(labs.seat);
  expect(step(await get(`/${LAB}/stand`), 0).hints).toHaveLength(1);
  expect(step(await post('/hint'), 0).hints).toHaveLength(2);
  expect(standOf(labs.seat).hints.get('find-the-missing')).toBe(2);
  await post('/predict', { step: 'find-the-missing', choice: 'b' });
  expect(standOf(labs.seat).predictions.get('find-the-missing')).toBe('b');
  resetLab(labs.seat);
  expect(step(await get(`/${LAB}/stand`), 0)).toMatchObject({ hints: [], predicted: null, state: 'open' });
});

it('refuses a run before its prediction and with a broken file; tells the job, and compares when it has ended', async () => {
  await post('/start');
  expect((await post('/runs/acks')).error).toMatchObject({
    message: expect.stringContaining('predict first'),
  });
  await post('/predict', { step: 'find-the-missing', choice: 'a' });
  writeFileSync(onDisk('pipeline.yaml'), 'producer:\n  acsk: all\n');
  expect((await post('/runs/acks')).error).toMatchObject({
    code: 'bad-settings',
    message: expect.stringContaining('line 2'),
    hint: expect.stringContaining("'acks'"),
  });
  expect(asked).toHaveLength(0);
  const answer = await call('POST', `/api/labs/${LAB}/runs/acks`, { start: true });
  expect(answer).toMatchObject({ status: 202, json: { job: 'job-1' } });
  expect(asked[0]!.settings.producer.acks).toBe('leader');
  asked[0]!.end(await labs.finish(LOST_RUN, lostWrites(LOST_RUN, 954)));
  const compared = async () => step(await get(`/${LAB}/stand`), 0).compared;
  await until(async () => (await compared()) !== null, { deadlineMs: 5_000, what: 'the comparison' });
  expect(await compared()).toMatchObject({
    run: LOST_RUN,
    shown: 'c',
    because: expect.stringContaining('in sync'),
  });
});

it('says so when something runs already', async () => {
  await post('/start');
  await post('/predict', { step: 'find-the-missing', choice: 'a' });
  busy = true;
  expect((await call('POST', `/api/labs/${LAB}/runs/acks`, {})).status).toBe(409);
});

it('checks: not yet, a broken query with its line and the fix, a wrong one with an event, the right one; and keeps the answers', async () => {
  await post('/start');
  expect(step(await post('/check'), 0)).toMatchObject({ state: 'not-yet' });
  await labs.finish(LOST_RUN, lostWrites(LOST_RUN, 954));
  writeFileSync(onDisk('missing.sql'), 'SELECT event_id\nFROM ledgre');
  const broken = await post('/check');
  expect(step(broken, 0).problem).toMatchObject({
    file: 'missing.sql',
    line: 2,
    message: expect.stringContaining('ledgre'),
  });
  expect(step(broken, 0)).toMatchObject({ state: 'wrong' });
  writeFileSync(onDisk('missing.sql'), "SELECT event_id FROM ledger WHERE outcome = 'failed'");
  await post('/check');
  const kept = step(await get(`/${LAB}/stand`), 0);
  expect(kept).toMatchObject({ state: 'wrong', evidence: expect.stringContaining(LOST_EVENT) });
  expect(kept.next).toContain('trace');
  writeFileSync(
    onDisk('missing.sql'),
    "SELECT event_id FROM ledger WHERE outcome = 'acked' EXCEPT SELECT event_id FROM bronze",
  );
  const stand = await post('/check');
  expect(step(stand, 0)).toMatchObject({ state: 'passed' });
  expect(stand.current).toBe('ask-two-disks');
}, 60_000);

it('a query that asks for more than there is ends with a sentence, and the lab goes on', async () => {
  await post('/start');
  await labs.finish(LOST_RUN, lostWrites(LOST_RUN, 954));
  writeFileSync(onDisk('missing.sql'), "SELECT repeat('x', 100000000) AS event_id FROM range(60)");
  expect((await post('/files/missing.sql/query')).error.code).toBe('bad-sql');
  writeFileSync(onDisk('missing.sql'), 'SELECT 1 AS one');
  expect(await post('/files/missing.sql/query')).toMatchObject({
    columns: ['one'],
    rows: [[1]],
    total: 1,
    run: LOST_RUN,
  });
}, 90_000);

it('tells the runs it is judged on', async () => {
  await post('/start');
  await labs.finish(LOST_RUN, lostWrites(LOST_RUN, 954));
  const acks = (await get(`/${LAB}/runs`)).runs.find(({ id }: Json) => id === 'acks');
  expect(acks.before).toMatchObject({ runId: LOST_RUN, verdict: 'broken', hasRecording: true });
  expect(acks.now.runId).toBe(LOST_RUN);
  writeFileSync(onDisk('pipeline.yaml'), 'producer: [\n');
  expect((await get(`/${LAB}/runs`)).runs[0]).toMatchObject({ before: { runId: LOST_RUN }, now: null });
});

it('a save of the page is on disk, and one of another editor comes back with the line that is broken', async () => {
  await post('/start');
  const before = await get(`/${LAB}/files/pipeline.yaml`);
  const text = before.text.replace('acks: leader', 'acks: all');
  const { saved, file } = await post('/files/pipeline.yaml', { text, base: before.mark });
  expect(saved).toBe(true);
  expect(readFileSync(onDisk('pipeline.yaml'), 'utf8')).toBe(text);
  expect(file.diff.filter((line: string) => /^[-+]/.test(line))).toHaveLength(2);
  writeFileSync(onDisk('pipeline.yaml'), 'producer:\n  acks: al\n');
  const { files } = await get(`/${LAB}/stand`);
  expect(files.find(({ name }: Json) => name === 'pipeline.yaml').mark).not.toBe(file.mark);
  expect((await get(`/${LAB}/files/pipeline.yaml`)).problem).toMatchObject({
    line: 2,
    file: 'pipeline.yaml',
  });
});

it('a save over somebody else’s is told and not made, also when the file was taken away', async () => {
  await post('/start');
  const { mark } = await get(`/${LAB}/files/missing.sql`);
  writeFileSync(onDisk('missing.sql'), 'SELECT 2');
  const refused = await post('/files/missing.sql', { text: 'SELECT 3', base: mark });
  expect(refused).toMatchObject({ saved: false, file: { text: 'SELECT 2' } });
  expect(readFileSync(onDisk('missing.sql'), 'utf8')).toBe('SELECT 2');
  rmSync(onDisk('missing.sql'));
  const gone = await post('/files/missing.sql', { text: 'SELECT 3', base: refused.file.mark });
  expect(gone).toMatchObject({ saved: false, file: { text: null, mark: 'gone' } });
  expect(await post('/files/missing.sql', { text: 'SELECT 3', base: 'gone' })).toMatchObject({ saved: true });
});

it.each([
  '..%2f..%2fprogress.jsonl',
  '%2e%2e%2fprogress.jsonl',
  'progress.jsonl',
  '.missing.sql.draft',
  'lab.ts',
])('no name leads out of the workspace: %s', async (name) => {
  await post('/start');
  expect((await call('GET', `/api/labs/${LAB}/files/${name}`)).status).toBeGreaterThanOrEqual(400);
  const save = await call('POST', `/api/labs/${LAB}/files/${name}`, { text: 'x', base: 'gone' });
  expect(save.status).toBeGreaterThanOrEqual(400);
  expect(save.status).toBeLessThan(500);
});

it('touches no link and no folder in the place of a file, and no file that is no text or too long', async () => {
  await post('/start');
  const secret = join(labs.stateDir, 'secret.txt');
  writeFileSync(secret, 'nobody may read this');
  rmSync(onDisk('missing.sql'));
  symlinkSync(secret, onDisk('missing.sql'));
  const linked = await call('GET', `/api/labs/${LAB}/files/missing.sql`);
  expect(linked).toMatchObject({
    status: 400,
    json: { error: { message: expect.stringContaining('no plain file') } },
  });
  expect((await post('/files/missing.sql', { text: 'x', base: 'gone' })).error.code).toBe('bad-argument');
  expect(readFileSync(secret, 'utf8')).toBe('nobody may read this');
  rmSync(onDisk('missing.sql'));
  mkdirSync(onDisk('missing.sql'));
  expect((await get(`/${LAB}/files/missing.sql`)).error.code).toBe('bad-argument');
  writeFileSync(onDisk('pipeline.yaml'), Buffer.from([0x61, 0xff, 0x0a]));
  expect((await get(`/${LAB}/files/pipeline.yaml`)).error.message).toContain('UTF-8');
  writeFileSync(onDisk('pipeline.yaml'), 'a'.repeat(30_001));
  expect((await get(`/${LAB}/files/pipeline.yaml`)).error.message).toContain('30001 bytes');
  expect((await get(`/${LAB}/stand`)).files).toHaveLength(2);
  const { status } = await call('POST', `/api/labs/${LAB}/files/pipeline.yaml`, {
    text: 'ä'.repeat(20_000),
    base: 'gone',
  });
  expect(status).toBe(400);
});

it('takes actions from the own page only, and says what is not there', async () => {
  const foreign = { origin: 'http://evil.example' };
  for (const path of [
    'start',
    'reset',
    'solve',
    'hint',
    'check',
    'predict',
    'runs/acks',
    'files/missing.sql',
  ])
    expect((await call('POST', `/api/labs/${LAB}/${path}`, {}, foreign)).status).toBe(403);
  expect((await call('POST', `/api/labs/${LAB}/start`, {}, {})).status).toBe(403);
  expect((await call('GET', '/api/labs/99-no-such')).status).toBe(404);
  expect((await call('GET', `/api/labs/${LAB}/files/missing.sql`)).status).toBe(404);
  expect((await call('POST', `/api/labs/${LAB}/check`, {})).status).toBe(404);
  await post('/start');
  expect((await post('/predict', { step: 'ask-two-disks', choice: 'a' })).error.code).toBe('not-found');
  expect((await post('/predict', { step: 'find-the-missing', choice: 'z' })).error.hint).toContain(
    'choose one of',
  );
  expect((await post('/runs/nothing')).error.code).toBe('not-found');
});

it('says of a blind run neither its scenario nor what it came to, until a step of it has passed', async () => {
  const seat = { stateDir: labs.stateDir, lab: await findLab('16') };
  const { scenario } = seat.lab.runs[0]!;
  const told = async () => JSON.stringify([(await get('/16-game-day')).runs, await get('/16-game-day/runs')]);
  await call('POST', '/api/labs/16-game-day/start', {});
  await labs.finish('rblind01', lostWrites('rblind01', 3), { seat, run: 'blind' });
  expect(await told()).toContain('rblind01');
  expect(await told()).not.toContain(scenario);
  expect(await told()).not.toContain('broken');
  const passed = {
    type: 'passed',
    lab: seat.lab.id,
    step: seat.lab.steps[0]!.id,
    evidence: 'named',
  } as const;
  writeProgress(labs.stateDir, passed);
  expect(await told()).toContain(scenario);
  expect(await told()).toContain('broken');
});

it('describes itself', async () => {
  const { paths } = (await call('GET', '/api/openapi.json')).json;
  for (const path of ['/api/labs', '/api/labs/{id}/check', '/api/labs/{id}/files/{file}'])
    expect(paths).toHaveProperty([path]);
});

it('solving puts the solution over the files, and a reset brings back what was handed out', async () => {
  await post('/start');
  await post('/solve');
  expect(readFileSync(onDisk('missing.sql'), 'utf8')).toContain('EXCEPT');
  await post('/reset');
  expect(readFileSync(onDisk('missing.sql'), 'utf8')).toContain("<> 'acked'");
});
