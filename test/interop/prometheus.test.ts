// Prometheus' own tool reads what a Prometheus would be given: the configuration of the compose file's profile `monitoring`, and the text of /metrics
// as a running server sends it. Skipped, and said, where promtool is not installed (Debian: the package `prometheus`).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildServer } from '../../dashboard/server/build-server.ts';
import { listenOn } from '../../dashboard/server/listen-on.ts';
import { createDemoFeed } from '../fixtures/dashboard/demo-feed.ts';

const CONFIG = fileURLToPath(new URL('../../docker/prometheus.yml', import.meta.url));
/** A matter of style: the gauges of latency are no summaries, which would need counts and sums over all time. */
const KNOWN = /^\w+ non-summary metrics should not have "quantile" label$/;

function promtool(args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return { status, said: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}

const here = promtool(['--version']).status === 0;
if (!here) console.log('skipped: promtool is not installed on this machine');

async function served(): Promise<string> {
  const web = mkdtempSync(join(tmpdir(), 'lakequake-prometheus-'));
  const feed = createDemoFeed();
  const app = await buildServer({ feed, token: 'a-token-of-this-test', webDir: web });
  try {
    const { url } = await listenOn(app, { port: 0 });
    return await (await fetch(new URL('/metrics', url))).text();
  } finally {
    await app.close();
    feed.close();
    rmSync(web, { recursive: true });
  }
}

describe.skipIf(!here)('promtool', () => {
  it('finds the configuration valid', () => {
    expect(promtool(['check', 'config', CONFIG])).toMatchObject({ status: 0 });
  });

  it('can parse /metrics, and complains of nothing but one label', async () => {
    const text = await served();
    expect(text.split('\n').length).toBeGreaterThan(100);
    const { status, said } = promtool(['check', 'metrics'], text);
    expect(said.split('\n').filter((line) => line !== '' && !KNOWN.test(line))).toEqual([]);
    // 3 is lint, 1 would be text that cannot be parsed.
    expect([0, 3]).toContain(status);
  });

  it('would refuse text that is not of the format', () => {
    expect(promtool(['check', 'metrics'], 'lakequake_up one\n').status).toBe(1);
  });
});
