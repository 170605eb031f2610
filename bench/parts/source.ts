// Our source (acks all, ledger on, one partition a send) against Kafka's own Java producer on the same cluster, with the same lines in topics
// of the same kind. Both go through Toxiproxy, because that is where the brokers say they live.
import { join } from 'node:path';
import { ensureTopic } from '../../pipeline/kafka/topic.ts';
import { generateFile } from '../../pipeline/source/generate-file.ts';
import type { Bench, BenchSession, Part, PartResult } from '../part.ts';
import { KAFKA_TOOL_JVM, whyNoKafkaTools } from '../peers/kafka-tool.ts';
import { producerPerformance } from '../peers/producer-performance.ts';
import { fillTopic } from '../runs/fill-topic.ts';
import { BENCH_SEED } from '../runs/run-spec.ts';
import { medianOf } from '../spread.ts';

const EVENTS = 1_000_000;

/** A topic of its own for one run of ProducerPerformance. */
async function peerRound(
  { settings, signal }: Bench,
  session: BenchSession,
  { topic, records, payloadFile }: { topic: string; records: number; payloadFile: string },
): Promise<number> {
  await ensureTopic(session.admin, topic, settings);
  const { bootstrap } = session.cluster;
  const perSecond = await producerPerformance({ bootstrap, topic, records, payloadFile, signal });
  await session.admin.deleteTopics({ topics: [topic] });
  return perSecond;
}

async function run(bench: Bench): Promise<PartResult> {
  const session = await bench.session();
  const { settings, signal, progress } = bench;
  const events = bench.events?.[0] ?? EVENTS;
  const payloadFile = join(session.stateDir, 'payload.log');
  await generateFile(payloadFile, { lines: Math.min(events, 200_000), seed: BENCH_SEED });
  const noTools = whyNoKafkaTools();
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 1; round <= bench.repeat; round++) {
    signal.throwIfAborted();
    progress(`source: round ${round} of ${bench.repeat}`);
    const filled = await fillTopic(session, { events, settings, signal });
    ours.push(filled.eventsPerSecond);
    await filled.remove();
    if (noTools !== undefined) continue;
    const topic = `lq-bench-producer-${round}`;
    peer.push(await peerRound(bench, session, { topic, records: events, payloadFile }));
  }
  const { topic, producer } = settings;
  return {
    title: `${events.toLocaleString('en-US')} records, acks all, acknowledged`,
    rows: [
      { key: 'lakequake', label: 'our source, ledger on', unit: 'events/s', runs: ours },
      {
        key: 'producerPerformance',
        label: "Kafka's ProducerPerformance",
        unit: 'events/s',
        runs: peer,
        ...(noTools === undefined ? {} : { skipped: noTools }),
      },
    ],
    ratios: [
      {
        key: 'sourceToProducerPerformance',
        label: 'source / ProducerPerformance',
        ...(noTools === undefined
          ? { value: medianOf(ours) / medianOf(peer) }
          : { value: null, why: 'ProducerPerformance was not measured' }),
        target: { atLeast: 0.7 },
      },
    ],
    configuration: {
      partitions: topic.partitions,
      'replication factor': topic.replicationFactor,
      'min ISR': topic.minInsyncReplicas,
      'events a send': producer.batchEvents,
      'linger ms': producer.lingerMs,
      peer: `its defaults, acks=all, ${KAFKA_TOOL_JVM.join(' ')}, lines drawn from a file`,
    },
    facts: { events },
  };
}

export const part: Part = {
  id: 'source',
  place: 3,
  summary: "the source beside Kafka's own producer",
  run,
};
