// The Spark engine on a real cluster: a drain is held by the ledger, the same topic gives the same tables as the duckdb engine row
// by row, and SIGKILL of the driver loses and doubles nothing. LAKEQUAKE_PARITY_LINES=500000 makes the seeded topic that long.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DrainResult, runDrain } from '../../cli/control/drain.ts';
import { openSession, type Session } from '../../cli/control/session.ts';
import type { RunSpec } from '../../pipeline/contract/run-spec.ts';
import { until } from '../../pipeline/contract/until.ts';
import type { PipelineRun } from '../../pipeline/runtime/pipeline-run.ts';
import { generateFile } from '../../pipeline/source/generate-file.ts';
import { SHORT_LIFE } from '../../pipeline/spark/job.ts';
import { produceOddTopic } from './odd-topic.ts';
import { sparkIsMissing } from './spark-tables.ts';
import { differences, NONE, processTopic } from './two-engines.ts';

const missing = sparkIsMissing();
if (missing !== undefined) process.stderr.write(`skipped: ${missing}\n`);

// A short life is spent compiling; the first compiler alone makes it less than half as long on a small machine.
process.env.JAVA_TOOL_OPTIONS ??= SHORT_LIFE;

const projectDir = fileURLToPath(new URL('../../', import.meta.url));
const realLog = join(projectDir, '..', 'shared', 'nasa', 'access_sample_9793.log.gz');
const SEEDED_LINES = Number(process.env.LAKEQUAKE_PARITY_LINES ?? 5_000);
const PATIENCE_MS = Math.max(480_000, SEEDED_LINES * 5);

describe.skipIf(missing !== undefined)('the Spark engine', () => {
  let folder: string;
  let file: string;
  let session: Session;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lakequake-spark-'));
    file = existsSync(realLog) ? realLog : join(folder, 'generated.log.gz');
    if (file !== realLog) await generateFile(file, { lines: 9_793, seed: 5 });
    session = await openSession({
      stateDir: join(folder, 'state'),
      projectDir,
      settingsFile: undefined,
      progress: () => undefined,
    });
  });
  afterAll(async () => {
    await session?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function drain(
    ratePerSecond: number | null,
    onRun: (run: PipelineRun) => void,
    settings = session.settings,
  ): Promise<{ result: DrainResult; spec: RunSpec }> {
    let spec: RunSpec | undefined;
    const result = await runDrain(session, {
      source: { input: { kind: 'file', path: file }, ratePerSecond, maxEvents: null },
      seed: 1,
      settings,
      eventTimeMode: 'original',
      engine: { engine: 'spark', sparkMaster: 'local[2]' },
      backlog: false,
      progress: () => undefined,
      onRun: (run) => {
        spec = run.spec;
        onRun(run);
      },
    });
    return { result, spec: spec! };
  }

  test(
    'a drain of real lines is held by the ledger, and gives the tables that the duckdb engine gives',
    async () => {
      const names = new Set<string>();
      const { result, spec } = await drain(null, (run) => {
        run.onMessage((_, message) => message.type === 'query' && names.add(message.progress.name));
      });
      expect(result.findings).toEqual([]);
      expect(result).toMatchObject({ verdict: 'held', sent: 9_793, bronze: 9_793, lost: 0, duplicate: 0 });
      expect([...names].sort()).toEqual(['bronze', 'gold', 'silver']);
      const other = await processTopic(session, spec.topic, 'duckdb', spec.settings);
      const { rows, different } = await differences(spec.lakeDir, other);
      expect(different).toEqual(NONE);
      expect(rows.silver).toBeGreaterThan(9_000);
    },
    PATIENCE_MS,
  );

  test.each([0, 20_000])(
    'late, malformed, drifted and repeated events come out the same, with %i ms of allowed lateness',
    async (allowedLatenessMs) => {
      const { settings } = session;
      const own = {
        ...settings,
        stream: { ...settings.stream, allowedLatenessMs, maxBatchEvents: Math.ceil(SEEDED_LINES / 2) },
      };
      const topic = `odd-${allowedLatenessMs}`;
      await produceOddTopic(session, own, { topic, lines: SEEDED_LINES, seed: 7 });
      const [spark, duckdb] = [
        await processTopic(session, topic, 'spark', own),
        await processTopic(session, topic, 'duckdb', own),
      ];
      const { rows, different } = await differences(spark, duckdb);
      expect(different).toEqual(NONE);
      // Every kind was there: rows in quarantine, repeated rows left out, and windows to count them in.
      expect(rows.quarantine).toBeGreaterThan(SEEDED_LINES / 20);
      expect(rows.silver! + rows.quarantine!).toBeLessThan(rows.bronze!);
      expect(rows['gold.traffic']).toBeGreaterThan(50);
    },
    PATIENCE_MS,
  );

  test(
    'the driver SIGKILLed in the midst of a batch costs nothing',
    async () => {
      let behind = 0;
      let starts = 0;
      let strike: Promise<void> | undefined;
      const small = { ...session.settings, stream: { ...session.settings.stream, maxBatchEvents: 2_000 } };
      const { result } = await drain(
        2_000,
        (run) => {
          const rows = (table: string): number =>
            [...run.processors().values()].reduce(
              (sum, { value }) => sum + (value.tables[table]?.rows ?? 0),
              0,
            );
          const midst = (): number | false =>
            rows('silver') > 0 && rows('bronze') > rows('silver') && rows('bronze') - rows('silver');
          run.onEvent((event) => {
            if (event.type === 'started' && event.name === 'processor-1') starts += 1;
          });
          strike = until(midst, { deadlineMs: 120_000, everyMs: 5, what: 'a batch under way' }).then(
            (rest) => {
              behind = rest;
              run.kill('processor-1', 'SIGKILL');
            },
          );
          strike.catch(() => undefined); // told by the await below
        },
        small,
      );
      await strike;
      // It struck unfinished work, and the supervisor started it again.
      expect(behind).toBeGreaterThan(0);
      expect(starts).toBe(1);
      expect(result.findings).toEqual([]);
      expect(result).toMatchObject({ verdict: 'held', sent: 9_793, bronze: 9_793, lost: 0, duplicate: 0 });
    },
    PATIENCE_MS,
  );
});
