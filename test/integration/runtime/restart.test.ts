import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../pipeline/contract/until.ts';
import { endOffsets } from '../../../pipeline/kafka/topic.ts';
import type { Cluster } from '../../../pipeline/runtime/cluster.ts';
import { startCluster } from '../../../pipeline/runtime/embedded/start-cluster.ts';
import { openState } from '../../../pipeline/runtime/open-state.ts';
import { recordedAlive } from '../../../pipeline/runtime/process-book.ts';
import { startTimeOf } from '../../../pipeline/runtime/process-identity.mjs';
import { testKafka, withAdmin } from '../../helpers/kafka-admin.ts';

// One folder through several lives: each test goes on where the one before left it.
describe('a state folder through restarts', () => {
  let stateDir: string;
  beforeAll(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-restart-'));
  });
  afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

  async function withCluster(use: (cluster: Cluster) => Promise<void>): Promise<void> {
    const state = await openState(stateDir);
    try {
      const cluster = await startCluster({ book: state.book });
      await use(cluster).finally(() => cluster.stop());
    } finally {
      await state.close();
    }
  }

  it('keeps ports, topics and records over an orderly stop', async () => {
    let bootstrap: string[] = [];
    await withCluster(async (cluster) => {
      bootstrap = cluster.bootstrap;
      await send(cluster, 'kept', 100);
    });
    expect(recordedAlive(stateDir)).toEqual([]);
    await withCluster(async (cluster) => {
      expect(cluster.bootstrap).toEqual(bootstrap);
      expect(await recordsIn(cluster, 'kept')).toBe(100);
    });
  });

  it('leaves no process when control is SIGKILLed, and keeps the records', async () => {
    const script = fileURLToPath(new URL('../../helpers/hold-cluster.ts', import.meta.url));
    const control = spawn(process.execPath, ['--import', 'tsx', script, stateDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(control.stdout), 'line')) as [string];
    const pids = JSON.parse(line) as number[];
    expect(pids.filter((pid) => startTimeOf(pid) !== undefined)).toHaveLength(5);
    control.kill('SIGKILL');
    await until(() => pids.every((pid) => startTimeOf(pid) === undefined), {
      deadlineMs: 10_000,
      what: 'the guardian to end them all',
    });
    await withCluster(async (cluster) => expect(await recordsIn(cluster, 'kept')).toBe(100));
  });

  it('keeps the records when every node is SIGKILLed at once', async () => {
    await withCluster(async (cluster) => {
      await Promise.all([
        cluster.kill('controller'),
        ...cluster.brokers.map(({ name }) => cluster.kill(name)),
      ]);
    });
    await withCluster(async (cluster) => expect(await recordsIn(cluster, 'kept')).toBe(100));
  });

  it('refuses a data folder of another cluster, says which, and leaves nothing running', async () => {
    const meta = join(stateDir, 'cluster', 'broker-2', 'data', 'meta.properties');
    const right = readFileSync(meta, 'utf8');
    writeFileSync(meta, right.replace(/cluster\.id=.*/, 'cluster.id=AAAAAAAAAAAAAAAAAAAAAA'));
    await expect(withCluster(async () => {})).rejects.toMatchObject({
      code: 'broker-failed',
      message: expect.stringMatching(/^broker-2 cannot start: .* belongs to another cluster/),
    });
    writeFileSync(meta, right);
    expect(recordedAlive(stateDir)).toEqual([]);
  });

  it('names a damaged data folder when a broker dies of it, and leaves nothing running', async () => {
    const checkpoint = join(stateDir, 'cluster', 'broker-1', 'data', 'meta.properties');
    const right = readFileSync(checkpoint, 'utf8');
    writeFileSync(checkpoint, right.replace(/node\.id=.*/, 'node.id=seven'));
    await expect(withCluster(async () => {})).rejects.toMatchObject({
      code: 'broker-failed',
      message: expect.stringMatching(/^broker-1 ended during its start: its data folder is damaged/),
    });
    writeFileSync(checkpoint, right);
    expect(recordedAlive(stateDir)).toEqual([]);
  });
});

async function send(cluster: Cluster, topic: string, count: number): Promise<void> {
  await withAdmin(cluster.bootstrap, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic }] }),
  );
  // On a busy machine a send is tried again; the records are counted here, so none may stand twice.
  const producer = testKafka(cluster.bootstrap).producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const messages = Array.from({ length: count }, (_, index) => ({ value: `record ${index}`, partition: 0 }));
  await producer.send({ topic, acks: -1, messages });
  await producer.disconnect();
}

async function recordsIn(cluster: Cluster, topic: string): Promise<number> {
  const offsets = await withAdmin(cluster.bootstrap, (admin) => endOffsets(admin, topic));
  return Object.values(offsets).reduce((sum, end) => sum + Number(end), 0);
}
