// A running processor finds a damaged data file of bronze and a damaged commit of its log, reads the file's records once more from Kafka,
// and puts the commit back: the rows are then the ones that were sent, each once.
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letterIn } from '../../../chaos/faults/flip-bytes.ts';
import { until } from '../../../pipeline/contract/until.ts';
import { useCluster } from '../../helpers/cluster.ts';
import {
  EXACTNESS,
  finished,
  logEnds,
  queryLake,
  sendLines,
  startProcessor,
  type TestRun,
  testRun,
} from './processor-process.ts';

const PARTITIONS = 3;
const ROUNDS = 4;
const LINES = 60;
const T0 = Date.UTC(1995, 6, 1, 12);

function linesOf(round: number): string[] {
  return Array.from({ length: LINES }, (_, index) => {
    const at = new Date(T0 + round * 5_000 + index * 50);
    const time = `01/Jul/1995:${at.toISOString().slice(11, 19)} +0000`;
    return `host${index % 5} - - [${time}] "GET /shuttle/missions${round}-${index} HTTP/1.0" 200 ${index}`;
  });
}

/** Changes one letter of a path in a data file. */
function flip(file: string): void {
  const content = readFileSync(file);
  const at = letterIn(content, 7)!;
  content[at]! ^= 1;
  writeFileSync(file, content);
}

const wrongRows = (lakeDir: string, sent: readonly string[]) =>
  queryLake(
    lakeDir,
    `SELECT raw FROM bronze WHERE raw NOT IN (${sent.map((line) => `'${line}'`).join(', ')})`,
  );

describe('a running processor over a damaged bronze', () => {
  const lab = useCluster();
  let kafka: Kafka;
  let run: TestRun;
  beforeAll(() => {
    kafka = new Kafka({ brokers: lab.cluster.bootstrap, logLevel: logLevel.NOTHING });
    run = testRun(lab.cluster.bootstrap, `r${Date.now().toString(36)}`);
  });
  afterAll(() => run?.remove());

  test('rebuilds the file from Kafka and puts the commit back', async () => {
    const { topic, runId, lakeDir } = run.spec;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 3 }],
    });
    const processor = startProcessor(run, run.specFile(), 'rebuild');
    const sent: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const lines = linesOf(round);
      await sendLines(kafka, topic, runId, lines, { partitions: PARTITIONS, firstSeq: round * LINES });
      sent.push(...lines);
      await until(() => (processor.report()?.tables['gold.traffic']?.rows ?? 0) > 0 && allRead(), {
        deadlineMs: 30_000,
        what: 'the round to be read',
      });
    }
    function allRead(): boolean {
      return (processor.report()?.tables.silver?.rows ?? 0) >= sent.length;
    }

    const files = readdirSync(join(lakeDir, 'bronze')).filter((name) => name.endsWith('.parquet'));
    const [first, second] = files.sort().map((name) => join(lakeDir, 'bronze', name));
    flip(first!);
    flip(second!);
    expect((await wrongRows(lakeDir, sent)).length).toBeGreaterThanOrEqual(2);
    const commit = join(lakeDir, 'bronze', '_delta_log', '00000000000000000002.json');
    const whole = readFileSync(commit, 'utf8');
    // Looked at once before it is cut: the process has to have read it.
    await until(() => (processor.report()?.integrity?.rebuiltFiles ?? 0) >= 2, {
      deadlineMs: 40_000,
      what: 'both files to be rebuilt',
    });
    truncateSync(commit, Math.floor(whole.length / 2));
    await until(() => (processor.report()?.integrity?.rebuiltFiles ?? 0) >= 3, {
      deadlineMs: 20_000,
      what: 'the commit to be put back',
    });
    expect(readFileSync(commit, 'utf8')).toBe(whole);

    processor.finish(await logEnds(admin, topic));
    await finished(processor);
    await processor.stop();
    await admin.disconnect();
    expect(await wrongRows(lakeDir, sent)).toEqual([]);
    const [figures] = await queryLake(lakeDir, EXACTNESS);
    const rows = sent.length;
    expect(figures).toMatchObject({ bronze: rows, bronze_ids: rows, silver: rows, silver_ids: rows });
  }, 180_000);
});
