// The views' routes on a real server over a small lake, two journals and a recording: what they answer, and that no bad input gets past them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSuite, suitesFolder } from '../../../chaos/suite/suite-record.ts';
import { stateArchive } from '../../../dashboard/server/archive/state-archive.ts';
import { buildServer } from '../../../dashboard/server/build-server.ts';
import { stateInquiry } from '../../../dashboard/server/inquiry/state-inquiry.ts';
import { listenOn } from '../../../dashboard/server/listen-on.ts';
import { startRecorder } from '../../../dashboard/server/recording/recorder.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { createDemoFeed, type DemoFeed } from '../../fixtures/dashboard/demo-feed.ts';
import { labStateAt } from '../../fixtures/dashboard/demo-story.ts';
import { journalOfRun } from '../../fixtures/dashboard/journal-of-run.ts';
import { suiteResult } from '../../unit/chaos/suite-results.ts';
import { RUN, type TinyLake, tinyLake } from '../observe/tiny-lake.ts';

let lake: TinyLake;
let app: FastifyInstance;
let feed: DemoFeed;
let port: number;

const SECRET = 'nobody may read this';

async function recordRun(id: string): Promise<void> {
  let s = 18;
  const recorder = startRecorder({
    feed: {
      snapshot: () => {
        const state = labStateAt(1_790_000_000_000, s);
        state.run!.id = id;
        return state;
      },
    },
    folderOf: () => join(lake.stateDir, 'runs', id),
    journalOf: () => [],
    note: (problem) => expect.fail(problem),
    everyMs: 3_600_000,
  });
  for (; s < 40; s += 0.25) {
    recorder.tick();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.stop();
}

beforeAll(async () => {
  lake = await tinyLake();
  for (const variant of ['naive', 'hardened'] as const) {
    const folder = join(lake.stateDir, 'runs', `r${variant}`);
    mkdirSync(folder, { recursive: true });
    const lines = journalOfRun(`r${variant}`, variant).map((entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(join(folder, 'journal.jsonl'), `${lines.join('')}{"torn`);
  }
  await recordRun('rnaive');
  writeFileSync(join(lake.stateDir, 'secret.txt'), SECRET);
  mkdirSync(join(lake.stateDir, 'logs'));
  writeFileSync(
    join(lake.stateDir, 'logs', 'source.log'),
    [1, 2, 3]
      .map((n) => `${JSON.stringify({ level: 20 + n * 10, time: n, name: 'source', msg: `line ${n}` })}\n`)
      .join(''),
  );
  feed = createDemoFeed();
  app = await buildServer({
    feed,
    archive: stateArchive(lake.stateDir),
    inquiry: stateInquiry({ stateDir: lake.stateDir }),
    webDir: lake.dir,
  });
  ({ port } = await listenOn(app, { port: 0 }));
});
afterAll(async () => {
  await app.close();
  feed.close();
  await lake.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, whose schemas the server has checked
type Json = any;
function ask(
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string; json: () => Json; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` }),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({
            status: answer.statusCode!,
            text,
            json: () => JSON.parse(text),
            headers: answer.headers,
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const sql = (text: string, more: object = {}) => ask('/api/sql', { sql: text, ...more });

describe('suites', () => {
  it('shows one that runs right now as far as it came, touches nothing of it, and renders it three ways', async () => {
    expect((await ask('/api/suites')).json()).toEqual({ suites: [] });
    const runs = ['naive', 'hardened'].map((variant) => ({
      key: `broker-loss/${variant}`,
      scenario: 'broker-loss',
      variant,
      dataOnly: false,
    }));
    const suite = openSuite(lake.stateDir, {
      mode: 'expected',
      runs,
      seed: 11,
      settings: null,
      runtime: 'embedded',
      fresh: true,
    });
    suite.append(
      suiteResult({ key: 'broker-loss/naive', scenario: 'broker-loss', variant: 'naive', runId: 'rnaive' }),
    );
    const file = join(suitesFolder(lake.stateDir), suite.id, 'results.jsonl');
    writeFileSync(file, '{"key":"broker-loss/har', { flag: 'a' });
    const before = readFileSync(file, 'utf8');

    const [summary] = (await ask('/api/suites')).json().suites;
    expect(summary).toMatchObject({ id: suite.id, seed: 11, mode: 'expected', planned: 2, done: 1 });
    const { rows } = (await ask(`/api/suites/${suite.id}`)).json();
    expect(rows).toMatchObject([{ scenario: 'broker-loss', variant: 'naive', runId: 'rnaive' }]);
    for (const [format, opening] of [
      ['html', /^<!doctype html>/i],
      ['md', /^# Every variant/],
      ['junit', /^<\?xml /],
    ] as const) {
      const report = await ask(`/api/suites/${suite.id}/report?format=${format}`);
      expect(report.text).toMatch(opening);
      expect(report.headers['content-security-policy']).toContain('sandbox');
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('refuses a suite that there is not', async () => {
    expect((await ask('/api/suites/none')).status).toBe(404);
    expect((await ask('/api/suites/..%2Fruns')).status).toBe(400);
    expect((await ask('/api/suites/none/report?format=exe')).status).toBe(400);
  });
});

describe('scenarios', () => {
  it('gives the catalogue, with the settings in which a variant differs', async () => {
    const { scenarios } = (await ask('/api/scenarios')).json();
    const loss = scenarios.find(({ id }: { id: string }) => id === 'broker-loss');
    expect(loss.variants.map(({ name }: { name: string }) => name)).toEqual(['naive', 'hardened']);
    const [naive, hardened] = loss.variants;
    expect(naive.settings).toContainEqual({
      path: 'producer.sendGrouping',
      value: 'many-partitions',
      byDefault: 'one-partition',
    });
    expect(naive.expect.by[0].checker).toBe('lost-write');
    expect(hardened.protections[0].path).toBe('producer.sendGrouping');
  });

  it('starts a suite of what is asked for, and refuses a scenario that there is not', async () => {
    const asked = feed.asked.length;
    const started = await ask('/api/suites', { scenarios: ['broker-loss'], mode: 'disarmed', seed: 11 });
    expect(started.status).toBe(202);
    expect(started.json()).toMatchObject({ job: 'job-2', runs: 2 });
    expect(feed.asked.slice(asked)).toEqual(['suite disarmed broker-loss/naive broker-loss/hardened 11']);
    expect((await ask('/api/suites', { scenarios: ['none'] })).status).toBe(404);
    expect((await ask('/api/suites', { mode: 'yours' })).status).toBe(400);
    expect((await ask('/api/scenarios/stop', {})).status).toBe(200);
    feed.asked.length = asked;
  });

  it('starts and stops a run, and refuses what there is not', async () => {
    const started = await ask('/api/scenarios/broker-loss/run', { variant: 'naive', seed: 7 });
    expect(started.status).toBe(202);
    expect(started.json()).toMatchObject({ job: 'job-1', seed: 7 });
    expect((await ask('/api/scenarios/stop', {})).status).toBe(200);
    expect(feed.asked).toEqual(['run broker-loss/naive 7', 'stop']);
    expect((await ask('/api/scenarios/none/run', { variant: 'naive' })).status).toBe(404);
    expect((await ask('/api/scenarios/broker-loss/run', { variant: 'none' })).status).toBe(404);
    expect(
      (await ask('/api/scenarios/broker-loss/run', { variant: 'hardened', without: 'no.such' })).status,
    ).toBe(404);
    expect((await ask('/api/scenarios/broker-loss/run', { variant: 'naive', seed: -1 })).status).toBe(400);
    expect((await ask('/api/scenarios/..%2F..%2Fx/run', { variant: 'naive' })).status).toBe(400);
    expect(feed.asked).toHaveLength(2);
  });
});

describe('runs', () => {
  it('lists them with verdict, recording and report', async () => {
    const { runs } = (await ask('/api/runs')).json();
    expect(runs).toMatchObject([
      {
        id: 'rnaive',
        scenario: 'broker-loss',
        variant: 'naive',
        seed: 7,
        verdict: 'broken',
        asExpected: true,
        seconds: 41.5,
        state: 'ended',
        hasRecording: true,
        hasReport: true,
      },
      { id: 'rhardened', variant: 'hardened', verdict: 'held', hasRecording: false },
    ]);
    expect((await ask('/api/runs?limit=1')).json()).toMatchObject({ more: true, runs: [{ id: 'rnaive' }] });
    expect((await ask('/api/runs?before=rnaive')).json().runs).toHaveLength(1);
    expect((await ask('/api/runs?kind=lab')).json().runs).toEqual([]);
  });

  it('gives one with its whole result and samples, though its journal is torn', async () => {
    const run = (await ask('/api/runs/rnaive')).json();
    expect(run.result.evidence[0]).toMatchObject({ id: 'lost-write', count: 15 });
    expect(run.samples).toHaveLength(2);
    expect(run.changed).toEqual({ 'producer.sendGrouping': 'many-partitions' });
    expect(run.phases).toHaveLength(2);
  });

  it('lays two beside each other', async () => {
    const both = (await ask('/api/compare?a=rnaive&b=rhardened')).json();
    expect(both).toMatchObject({
      comparable: true,
      settings: [{ path: 'producer.sendGrouping', a: 'many-partitions', b: null }],
    });
    expect(both.checks).toContainEqual({ id: 'lost-write', title: expect.any(String), a: 15, b: 0 });
    expect((await ask('/api/compare?a=rnaive&b=rnone')).status).toBe(404);
  });

  it('gives the report, shut into an origin of its own', async () => {
    const html = await ask('/api/runs/rnaive/report');
    expect(html.headers['content-type']).toContain('text/html');
    expect(html.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    const text = await ask('/api/runs/rnaive/report?format=md');
    expect(text.text).toContain('# broker-loss');
  });

  it('gives the recording as the file it is, its marks and its series', async () => {
    const file = await ask('/api/runs/rnaive/recording');
    expect(file.headers['content-disposition']).toContain('lakequake-rnaive.jsonl.gz');
    expect(file.text.length).toBeGreaterThan(100);
    const marks = (await ask('/api/runs/rnaive/timeline')).json();
    expect(marks.faults).toHaveLength(1);
    expect(marks.to - marks.from).toBe(22_000);
    const { series } = (await ask('/api/runs/rnaive/metrics?group=lag')).json();
    expect(series.length).toBeGreaterThan(10);
    expect((await ask('/api/runs/rhardened/recording')).status).toBe(404);
    expect((await ask('/api/runs/rhardened/metrics')).status).toBe(404);
  });

  it.each([
    '/api/runs/..%2F..%2Fsecret.txt',
    '/api/runs/%2e%2e',
    '/api/runs/..%5c..%5csecret.txt/recording',
    '/api/runs/rnaive%2F..%2F..%2Fsecret.txt/recording',
    '/api/runs/r%00/report',
    '/api/runs/rnaive/recording/../../../secret.txt',
    `/api/runs/${'r'.repeat(180)}`,
  ])('gives no file beside the runs for %s', async (path) => {
    const answer = await ask(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain(SECRET);
  });
});

describe('the lake', () => {
  it('tells its tables, their versions, files and columns', async () => {
    const { run, tables } = (await ask('/api/lake')).json();
    expect(run).toBe('lab');
    const bronze = tables[0];
    expect(bronze).toMatchObject({
      name: 'bronze',
      exists: true,
      version: 3,
      oldestVersion: 0,
      rows: 8,
      files: 3,
    });
    expect(bronze.columns[0]).toMatchObject({ name: 'event_id', type: 'string' });
    const { versions, more } = (await ask('/api/lake/bronze/versions?limit=2')).json();
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([3, 2]);
    expect([more, versions[0].rowsAdded]).toEqual([true, 3]);
    expect((await ask('/api/lake/bronze/versions?before=2')).json().versions).toHaveLength(2);
    const files = (await ask('/api/lake/bronze/files?version=2')).json();
    expect(files).toMatchObject({ version: 2, total: 2 });
    expect((await ask('/api/lake/bronze/schema')).json().changes).toHaveLength(1);
  });

  it('pages through rows at any version', async () => {
    const page = (await ask('/api/lake/bronze/rows?limit=3&order=event_id&direction=desc')).json();
    expect(page.more).toBe(true);
    expect(page.rows[0][0]).toBe(`${RUN}-6`);
    const old = (await ask('/api/lake/bronze/rows?version=1&limit=3&order=kafka_offset')).json();
    expect([old.version, old.more, old.rows.length]).toEqual([1, false, 3]);
    const second = (await ask('/api/lake/bronze/rows?limit=5&offset=5&order=event_id')).json();
    expect([second.rows.length, second.more]).toEqual([3, false]);
    expect((await ask('/api/lake/gold.traffic/rows?version=1')).json().rows).toHaveLength(1);
    expect((await ask('/api/lake/bronze/rows?version=99')).status).toBe(404);
    expect((await ask('/api/lake/bronze/rows?order=nothing')).status).toBe(400);
    expect((await ask('/api/lake/bronze/rows?order=1%3B%20DROP%20TABLE%20x')).status).toBe(400);
    expect((await ask('/api/lake/bronze/rows?limit=100000')).status).toBe(400);
    expect((await ask('/api/lake/nothing/rows')).status).toBe(400);
    expect((await ask('/api/lake?run=rnone')).status).toBe(404);
  });

  it('counts the quarantine by reason, with examples', async () => {
    expect((await ask('/api/quarantine')).json()).toMatchObject({
      total: 1,
      reasons: [{ reason: 'no-timestamp', rows: 1, examples: [{ eventId: `${RUN}-6`, raw: 'bad' }] }],
    });
  });
});

describe('the SQL box', () => {
  it('answers with columns and rows, cut at the limit', async () => {
    const answer = (await sql('SELECT event_id, kafka_offset FROM bronze ORDER BY ALL', { limit: 2 })).json();
    expect(answer.columns).toEqual([
      { name: 'event_id', type: 'VARCHAR' },
      { name: 'kafka_offset', type: 'BIGINT' },
    ]);
    expect([answer.rows.length, answer.truncated]).toEqual([2, true]);
  });

  it.each([
    ['writing', "COPY bronze TO 'x.csv'"],
    ['changing', 'DROP VIEW bronze'],
    ['another file', "SELECT * FROM read_text('/etc/passwd')"],
    ['another file beside the lake', "SELECT * FROM read_text('../secret.txt')"],
    ['the network', "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')"],
    ['attaching', "ATTACH 'x.db'"],
    ['installing', 'INSTALL httpfs'],
    ['settings', "SET memory_limit = '100GB'"],
    ['two statements', 'SELECT 1; SELECT 2'],
    ['nonsense', 'SELEKT'],
  ])('refuses %s with a sentence', async (_what, text) => {
    const answer = await sql(text);
    expect(answer.status).toBe(400);
    expect(answer.json().error.code).toBe('bad-sql');
    expect(answer.text).not.toContain(SECRET);
    expect(answer.text).not.toContain('root:');
  });

  it('cuts an answer that would not fit a page', async () => {
    const answer = await sql("SELECT repeat('x', 1000000) AS x FROM range(50)", { limit: 50 });
    expect(answer.text.length).toBeLessThan(3_000_000);
    expect(answer.json().truncated).toBe(true);
  });

  it('ends a query that would take the memory of the machine, and nothing else with it', async () => {
    const before = process.memoryUsage.rss();
    const answer = await sql("SELECT repeat('x', 1000000) AS x FROM range(4000)", { limit: 1000 });
    expect([answer.status, answer.json().error.code]).toEqual([400, 'bad-sql']);
    expect(answer.json().error.message).toContain('memory');
    expect(process.memoryUsage.rss() - before).toBeLessThan(200_000_000);
    expect((await sql('SELECT 1')).status).toBe(200);
  }, 60_000);

  it('keeps memory bounded', async () => {
    const answer = await sql('SELECT count(*) FROM (SELECT * FROM range(200000000) t(a) ORDER BY hash(a))');
    expect([400, 503]).toContain(answer.status);
    expect((await sql('SELECT 1')).status).toBe(200);
  }, 30_000);

  it('stops a query whose asker has gone', async () => {
    const endless = 'SELECT count(*) FROM range(10000000000) a, range(10000000000) b';
    const askers = [1, 2].map(() => {
      const sent = request({
        host: '127.0.0.1',
        port,
        path: '/api/sql',
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` },
      });
      sent.on('error', () => undefined);
      sent.end(JSON.stringify({ sql: endless }));
      return sent;
    });
    const asked = Date.now();
    await until(() => Date.now() - asked > 500, { deadlineMs: 2_000, what: 'the first query to run' });
    for (const asker of askers) asker.destroy();
    // One runs and one waits for it; a third is turned away until the server has seen that they are gone, and both are stopped.
    const answer = await until(
      async () => {
        const asked = await sql('SELECT 42 AS x');
        return asked.status === 503 ? undefined : asked;
      },
      { deadlineMs: 5_000, what: 'the endless queries to be stopped' },
    );
    expect(answer.json().rows).toEqual([[42]]);
  }, 20_000);

  it('turns away what it cannot take, and goes on', async () => {
    const many = await Promise.all(
      Array.from({ length: 60 }, () => sql('SELECT count(*) FROM range(3000000)')),
    );
    const statuses = new Set(many.map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 503]));
    expect(many.find(({ status }) => status === 503)!.json().error.code).toBe('busy');
    expect((await sql('SELECT 1')).status).toBe(200);
  }, 60_000);
});

describe('questions', () => {
  it('walks the chain for why, and ranks the changes', async () => {
    const answer = (await ask('/api/why/empty?table=silver')).json();
    expect(answer).toMatchObject({ question: 'empty', table: 'silver', cause: 'lab-not-running' });
    expect(answer.links.length).toBeGreaterThan(3);
    expect((await ask('/api/why/changed')).json().table).toBe('gold.traffic');
    expect((await ask('/api/why/ever')).status).toBe(400);
  });

  it('follows an event, and says what nobody knows', async () => {
    const found = (await ask(`/api/trace/${RUN}-6`)).json();
    expect(found).toMatchObject({ fate: 'quarantined', run: 'lab', partition: 0, offset: 4 });
    expect((await ask(`/api/trace/${RUN}-99999`)).status).toBe(404);
    expect((await ask('/api/trace/nonsense')).status).toBe(400);
  });

  it('reads the logs of a process, newest when there are too many', async () => {
    const all = (await ask('/api/logs/source')).json();
    expect(all.lines.map(({ text }: { text: string }) => text)).toEqual(['line 1', 'line 2', 'line 3']);
    const some = (await ask('/api/logs/source?limit=1&level=warn')).json();
    expect([some.lines[0].text, some.more]).toEqual(['line 3', true]);
    expect((await ask('/api/logs/nobody')).status).toBe(404);
  });
});

describe('measurements', () => {
  it('speaks to Prometheus in its own format', async () => {
    const { text, headers } = await ask('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('# TYPE lakequake_source_acked_events_total counter');
  });

  it('keeps series and signals', async () => {
    const { at, series } = (await ask('/api/metrics?group=throughput')).json();
    expect(at.length).toBeGreaterThan(0);
    expect(series[0].values).toHaveLength(at.length);
    feed.jumpTo(25);
    const { signals, faults } = (await ask('/api/signals')).json();
    expect(faults[0]).toMatchObject({ first: { signal: 'broker-missing' } });
    expect(signals.find(({ id }: { id: string }) => id === 'broker-missing').limits).toBeTypeOf('object');
  });
});

describe('a recording that is larger than it may be', () => {
  it('is refused with a sentence, not read', async () => {
    const folder = join(lake.stateDir, 'runs', 'rbad');
    mkdirSync(folder);
    writeFileSync(join(folder, 'recording.jsonl.gz'), Buffer.alloc(1_000, 1));
    const answer = await ask('/api/runs/rbad/timeline');
    expect(answer.status).toBe(400);
    expect(answer.json().error.message).toContain('no recording of Lakequake');
    expect(readFileSync(join(folder, 'recording.jsonl.gz'))).toHaveLength(1_000);
  });
});
