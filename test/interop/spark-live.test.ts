// `up --engine spark`, as a user has it: an event reaches gold on the page, everything that Spark can tell is told and the rest is missing, a
// killed driver comes back, and `up` ends with nothing left running.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LabState, labStateSchema } from '../../dashboard/contract.ts';
import { STATE } from '../../pipeline/contract/run-spec.ts';
import { until } from '../../pipeline/contract/until.ts';
import { SHORT_LIFE } from '../../pipeline/spark/job.ts';
import { sparkIsMissing } from './spark-tables.ts';

// Until it has come out the same several times on a quiet machine, it runs when asked for: LAKEQUAKE_SPARK_LIVE=1.
const missing =
  process.env.LAKEQUAKE_SPARK_LIVE === undefined ? 'LAKEQUAKE_SPARK_LIVE is not set' : sparkIsMissing();
if (missing !== undefined) process.stderr.write(`skipped a lab on Spark: ${missing}\n`);

const command = fileURLToPath(new URL('../../cli/lakequake.mjs', import.meta.url));
const LONGEST_MS = 420_000;

describe.skipIf(missing !== undefined)('a lab on Spark', () => {
  let stateDir: string;
  let lab: ChildProcess;
  let said = '';
  beforeAll(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'lakequake-spark-live-'));
    const args = ['up', '--engine', 'spark', '--master', 'local[2]', '--rate', '300', '--state', stateDir];
    const env = { ...process.env, JAVA_TOOL_OPTIONS: SHORT_LIFE };
    lab = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
    for (const stream of [lab.stdout!, lab.stderr!])
      stream.on('data', (text) => {
        said += String(text);
      });
  });
  afterAll(async () => {
    if (lab.exitCode === null) {
      lab.kill('SIGTERM');
      await once(lab, 'exit');
    }
    rmSync(stateDir, { recursive: true, force: true });
  });

  const urlOf = (): string =>
    (JSON.parse(readFileSync(join(stateDir, STATE.control), 'utf8')) as { url: string }).url;

  /** The page's state once it is as wanted. */
  async function shown(what: string, wanted: (state: LabState) => boolean): Promise<LabState> {
    let last: LabState | undefined;
    const look = async () => {
      const answer = await fetch(`${urlOf()}/api/state`).catch(() => undefined);
      if (answer === undefined) return false;
      last = labStateSchema.parse(await answer.json());
      return wanted(last);
    };
    const safely = () => look().catch((error: NodeJS.ErrnoException) => notYet(error));
    try {
      await until(safely, { deadlineMs: 300_000, everyMs: 250, what });
    } catch (error) {
      process.stderr.write(`${said}\n${JSON.stringify(last?.processors)}\n${JSON.stringify(last?.tables)}\n`);
      throw error;
    }
    return last!;
  }

  const jvmPid = (): number =>
    Number(readFileSync(join(stateDir, STATE.lake, STATE.sparkCheckpoints, 'driver.pid'), 'utf8'));

  test(
    'shows an event in gold, what Spark tells, and as missing what it does not; survives a kill; leaves nothing behind',
    async () => {
      const state = await shown('gold on the page', ({ gold, processors }) => {
        const report = processors[0]?.report;
        const told = report?.latencyMs.gold !== null && processors[0]?.queries.gold !== undefined;
        return told && gold.windows.some((one) => one.shown !== null);
      });
      expect(state.lab.engine).toBe('spark');
      const { report, queries, state: part } = state.processors[0]!;
      expect(part).toBe('up');
      expect(Object.keys(queries).sort()).toEqual(['bronze', 'gold', 'silver']);
      expect(queries.bronze!.durationMs).toHaveProperty('addBatch');
      expect(report!.partitions).toHaveLength(6);
      for (const one of report!.partitions) {
        expect(one.lagRecords).not.toBeNull();
        expect(one.lagMs).not.toBeNull();
      }
      expect(report!.silver).toMatchObject({ read: report!.silver!.accepted, quarantined: 0, doubled: 0 });
      expect(report!.silver!.formats).toHaveProperty('clf');
      expect(report!.openWindows).toBeGreaterThan(0);
      // A JVM does not fit into less; and what Spark does not tell is not zero.
      expect(report!.rssBytes).toBeGreaterThan(300_000_000);
      expect(report).toMatchObject({ bufferedRecords: null, bufferedBytes: null });
      expect(report).not.toHaveProperty('storage');
      expect(said).toMatch(/starting Spark[\s\S]*Spark [\d.]+ is ready/);

      const rows = (one: LabState) => one.tables.find(({ name }) => name === 'gold.traffic')?.rows ?? 0;
      const before = { pid: report!.pid, jvm: jvmPid(), rows: rows(state) };
      process.kill(before.jvm, 'SIGKILL');
      const again = await shown('another driver at work', (now) => {
        const its = now.processors[0]?.report;
        return its?.pid !== before.pid && its?.state === 'running' && its.latencyMs.gold !== null;
      });
      expect(again.ledger.lost).toBe(0);
      expect(rows(again)).toBeGreaterThanOrEqual(before.rows);

      const jvm = jvmPid();
      expect(jvm).not.toBe(before.jvm);
      lab.kill('SIGTERM');
      const [code] = (await once(lab, 'exit')) as [number | null];
      expect(code).toBe(0);
      // A driver that takes too long to end is cut off; it then ends its JVM and itself, beside the end of the cluster.
      for (const pid of [before.jvm, jvm, again.processors[0]!.report!.pid])
        await until(() => !isAlive(pid), { deadlineMs: 5_000, what: `process ${pid} to be gone` });
    },
    LONGEST_MS,
  );
});

/** Before the lab has written where it is. */
function notYet(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false;
  throw error;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
