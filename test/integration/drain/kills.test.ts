// A drain of real lines (or, where they are not present, of generated ones) stays exact when a broker or the processor is
// SIGKILLed half way: every event once, nothing lost, the totals to the byte. Each kill is shown to have struck unfinished work.
// LAKEQUAKE_SEEDS=10 runs ten seeds each (the default is one).
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DrainResult, runDrain } from '../../../cli/control/drain.ts';
import { openSession, type Session } from '../../../cli/control/session.ts';
import { until } from '../../../pipeline/contract/until.ts';
import type { PipelineRun } from '../../../pipeline/runtime/pipeline-run.ts';
import { generateFile } from '../../../pipeline/source/generate-file.ts';

const projectDir = fileURLToPath(new URL('../../../', import.meta.url));
const realLog = join(projectDir, '..', 'shared', 'nasa', 'access_sample_9793.log.gz');
const seeds = Array.from({ length: Number(process.env.LAKEQUAKE_SEEDS ?? 1) }, (_, index) => 100 + index);
const LINES = 9_793;
const RATE = 1_000;

let folder: string;
let file: string;
let session: Session;
let undisturbed: DrainResult;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakequake-drain-'));
  file = existsSync(realLog) ? realLog : join(folder, 'generated.log.gz');
  if (file !== realLog) await generateFile(file, { lines: LINES, seed: 5 });
  session = await openSession({
    stateDir: join(folder, 'state'),
    projectDir,
    settingsFile: undefined,
    progress: () => undefined,
  });
  undisturbed = await drain(1, null, () => undefined);
});
afterAll(async () => {
  await session?.close();
  rmSync(folder, { recursive: true, force: true });
});

function drain(
  seed: number,
  ratePerSecond: number | null,
  onRun: (run: PipelineRun) => void,
): Promise<DrainResult> {
  const source = { input: { kind: 'file' as const, path: file }, ratePerSecond, maxEvents: null };
  return runDrain(session, {
    source,
    seed,
    settings: session.settings,
    eventTimeMode: 'original',
    backlog: false,
    progress: () => undefined,
    onRun,
  });
}

const half = (run: PipelineRun) => (run.source()?.value.made ?? 0) >= LINES / 2;

/** Waits for the middle of the run and a moment at which the work named is unfinished, then strikes; gives what was open. */
async function strikeHalfWay(run: PipelineRun, openWork: () => number, strike: () => void): Promise<number> {
  await until(() => half(run), { deadlineMs: 60_000, everyMs: 10, what: 'half of the lines' });
  // None open is a number too, so it has to be said that this is not the moment.
  const open = await until(() => openWork() || false, {
    deadlineMs: 20_000,
    everyMs: 1,
    what: 'unfinished work',
  });
  strike();
  return open;
}

function expectExact(result: DrainResult): void {
  const {
    verdict,
    findings,
    sent,
    acked,
    bronze,
    silver,
    quarantine,
    lost,
    duplicate,
    duplicateInBronze,
    bytes,
    byStatus,
  } = result;
  expect(findings).toEqual([]);
  expect({ verdict, sent, acked, bronze, lost, duplicate, duplicateInBronze }).toEqual({
    verdict: 'held',
    sent: LINES,
    acked: LINES,
    bronze: LINES,
    lost: 0,
    duplicate: 0,
    duplicateInBronze: 0,
  });
  expect(silver + quarantine).toBe(LINES);
  expect({ bytes, byStatus }).toEqual({ bytes: undisturbed.bytes, byStatus: undisturbed.byStatus });
}

test('an undisturbed drain is exact', () => {
  expectExact(undisturbed);
  if (file === realLog) expect(undisturbed.byStatus).toEqual({ 200: 8843, 302: 330, 304: 564, 404: 56 });
});

describe.each(seeds)('seed %i', (seed) => {
  test('a broker SIGKILLed half way, while sends are open, costs nothing', async () => {
    const victim = session.cluster.brokers[seed % 3]!;
    let strike: Promise<number> | undefined;
    const result = await drain(seed, RATE, (run) => {
      const open = () => run.source()?.value.openEvents ?? 0;
      strike = strikeHalfWay(run, open, () => void session.cluster.kill(victim.name));
      strike.catch(() => undefined); // told by the await below
    });
    expect(await strike).toBeGreaterThan(0);
    expect(session.cluster.isRunning(victim.name)).toBe(false);
    await session.cluster.start(victim.name);
    expectExact(result);
  });

  test('the processor SIGKILLed half way, while a batch is open, costs nothing', async () => {
    let strike: Promise<number> | undefined;
    let restarts = 0;
    const result = await drain(seed, RATE, (run) => {
      const open = () =>
        [...run.processors().values()].reduce((sum, { value }) => sum + (value.bufferedRecords ?? 0), 0);
      strike = strikeHalfWay(run, open, () => run.kill('processor-1', 'SIGKILL'));
      strike.catch(() => undefined); // told by the await below
      run.onEvent((event) => {
        if (event.type === 'exit' && event.exit.signal === 'SIGKILL') restarts += 1;
      });
    });
    expect(await strike).toBeGreaterThan(0);
    expect(restarts).toBe(1);
    expectExact(result);
  });
});
