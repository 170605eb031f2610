// The processor is killed by SIGKILL at every call by which it writes to the lake, before and after the call: enumerated
// until it survives, started again each time on the same topic and lake. Nothing may be lost or doubled, gold exact.

import { fileURLToPath } from 'node:url';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAKE_WRITES } from '../../fixtures/ports/kill-at-port-call.ts';
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

const KILL = fileURLToPath(new URL('../../fixtures/ports/kill-at-port-call.ts', import.meta.url));
const PARTITIONS = 2;
const LINES = 24;
const T0 = Date.UTC(1995, 6, 1, 12);

/** A round's lines, 30 s after those of the round before; one of them is no line. */
function linesOf(round: number): string[] {
  return Array.from({ length: LINES }, (_, index) => {
    if (index === 7) return `no line ${round} \u0000\u00ff`;
    const at = new Date(T0 + round * 30_000 + index * 1_000);
    const time = `01/Jul/1995:${at.toISOString().slice(11, 19)} +0000`;
    return `host${index % 5} - - [${time}] "GET /p${index % 3} HTTP/1.0" ${index % 4 === 0 ? 404 : 200} ${index}`;
  });
}

describe('a processor killed at every call that writes to the lake', () => {
  const lab = useCluster();
  let kafka: Kafka;
  let run: TestRun;

  beforeAll(async () => {
    kafka = new Kafka({ brokers: lab.cluster.bootstrap, logLevel: logLevel.NOTHING });
    run = testRun(lab.cluster.bootstrap, `r${Date.now().toString(36)}`);
  });
  afterAll(() => run?.remove());

  test('loses and doubles nothing', async () => {
    const { topic, runId } = run.spec;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 3 }],
    });
    let round = 0;
    const killed: string[] = [];
    for (const phase of ['before', 'after'] as const) {
      for (let n = 1; ; n++) {
        await sendLines(kafka, topic, runId, linesOf(round), {
          partitions: PARTITIONS,
          firstSeq: round * LINES,
        });
        round++;
        const processor = startProcessor(run, run.specFile(`g-${runId}-${round}`), `crash-${round}`, [
          KILL,
          { n, phase, calls: LAKE_WRITES },
        ]);
        processor.finish(await logEnds(admin, topic));
        const survived = await Promise.race([
          finished(processor).then(() => true),
          processor.exited.then(() => false),
        ]);
        if (survived) {
          await processor.stop();
          break;
        }
        expect(await processor.exited).toBe('SIGKILL');
        killed.push(`${phase} ${n}`);
      }
    }
    const last = startProcessor(run, run.specFile(`g-${runId}-last`), 'last');
    last.finish(await logEnds(admin, topic));
    await finished(last);
    await last.stop();
    await admin.disconnect();
    const [figures] = await queryLake(run.spec.lakeDir, EXACTNESS);
    const sent = round * LINES;
    expect(figures).toEqual({
      bronze: sent,
      bronze_ids: sent,
      silver: sent - round,
      silver_ids: sent - round,
      quarantine: round,
      quarantine_ids: round,
      traffic: sent - round,
      status: sent - round,
      paths: sent - round,
      provisional: 0,
      wrong_windows: 0,
    });
    // Bronze, quarantine, silver and three gold tables: a temporary path, a publication and a commit each, at the least.
    expect(killed.length).toBeGreaterThan(2 * 18);
    process.stdout.write(`killed at ${killed.length} calls, ${sent} events\n`);
  }, 900_000);
});
