// Several processors share a topic: they join, leave, are paused for longer than their session and come back believing they
// still own their partitions. Nothing is lost or doubled, and a record gone before it was read stops the processor loudly.
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../pipeline/contract/until.ts';
import { useCluster } from '../../helpers/cluster.ts';
import {
  EXACTNESS,
  finished,
  logEnds,
  queryLake,
  type RunningProcessor,
  sendLines,
  startProcessor,
  type TestRun,
  testRun,
} from './processor-process.ts';

const PARTITIONS = 4;

const linesFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(1995, 6, 1, 12) + Math.floor((first + index) / 20) * 1_000);
    const time = `01/Jul/1995:${at.toISOString().slice(11, 19)} +0000`;
    return `host${index % 7} - - [${time}] "GET /p${index % 9} HTTP/1.0" 200 ${first + index}`;
  });

const heldBy = (processor: RunningProcessor): number => processor.report()?.assigned.length ?? 0;

describe('processors that share a topic', () => {
  const lab = useCluster();
  let kafka: Kafka;
  const runs: TestRun[] = [];

  beforeAll(() => {
    kafka = new Kafka({ brokers: lab.cluster.bootstrap, logLevel: logLevel.NOTHING });
  });
  afterAll(() => {
    for (const run of runs) run.remove();
  });

  async function newRun(name: string, change: Parameters<typeof testRun>[2] = () => {}): Promise<TestRun> {
    const run = testRun(lab.cluster.bootstrap, `r${Date.now().toString(36)}${name}`, change);
    runs.push(run);
    const admin = kafka.admin();
    await admin.connect();
    const topic = { topic: run.spec.topic, numPartitions: PARTITIONS, replicationFactor: 3 };
    await admin.createTopics({ waitForLeaders: true, topics: [topic] });
    await admin.disconnect();
    return run;
  }

  async function finishAll(run: TestRun, processors: readonly RunningProcessor[]): Promise<void> {
    const admin = kafka.admin();
    await admin.connect();
    const ends = await logEnds(admin, run.spec.topic);
    await admin.disconnect();
    for (const processor of processors) processor.finish(ends);
    await Promise.all(processors.map((processor) => finished(processor)));
    for (const processor of processors) await processor.stop();
  }

  test('keep every record exactly once when one is paused past its session and resumes as a zombie', async () => {
    const run = await newRun('z');
    const { topic, runId, lakeDir } = run.spec;
    const send = (first: number) =>
      sendLines(kafka, topic, runId, linesFrom(first, 2_000), { partitions: PARTITIONS, firstSeq: first });
    const [a, b] = ['a', 'b'].map((name) => startProcessor(run, run.specFile(), name)) as [
      RunningProcessor,
      RunningProcessor,
    ];
    await until(() => heldBy(a) === 2 && heldBy(b) === 2, { deadlineMs: 60_000, what: 'two shares' });
    await send(0);
    const zombie = a.report()?.assigned.includes(0) ? a : b;
    const other = zombie === a ? b : a;
    const sending = send(2_000);
    zombie.signal('SIGSTOP');
    await sending;
    await until(() => heldBy(other) === PARTITIONS, { deadlineMs: 60_000, what: 'the other to take over' });
    await send(4_000);
    await until(() => other.report()?.partitions.every((one) => one.lagRecords === 0), {
      deadlineMs: 60_000,
      what: 'the other to catch up',
    });
    zombie.signal('SIGCONT');
    await send(6_000);
    await until(() => heldBy(a) === 2 && heldBy(b) === 2, { deadlineMs: 60_000, what: 'two shares again' });
    await send(8_000);
    await finishAll(run, [a, b]);
    const [figures] = await queryLake(lakeDir, EXACTNESS);
    expect(figures).toMatchObject({
      bronze: 10_000,
      bronze_ids: 10_000,
      silver: 10_000,
      silver_ids: 10_000,
      quarantine: 0,
      traffic: 10_000,
      status: 10_000,
      paths: 10_000,
      provisional: 0,
      wrong_windows: 0,
    });
  }, 240_000);

  test('stop with the exact range when records were removed before they were read', async () => {
    const run = await newRun('g');
    const { topic, runId } = run.spec;
    await sendLines(kafka, topic, runId, linesFrom(0, 400), { partitions: PARTITIONS });
    const first = startProcessor(run, run.specFile('g1'), 'first');
    await finishAll(run, [first]);
    await sendLines(kafka, topic, runId, linesFrom(400, 400), { partitions: PARTITIONS, firstSeq: 400 });
    const admin = kafka.admin();
    await admin.connect();
    await logEnds(admin, topic); // kafkajs deletes only in topics whose metadata it has.
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 2, offset: '150' }] });
    await admin.disconnect();
    const second = startProcessor(run, run.specFile('g2'), 'second');
    await second.exited;
    expect(second.fatal()).toMatchObject({
      code: 'offset-gap',
      context: { topic, partition: 2, from: 100, to: 149 },
    });
  }, 120_000);
});
