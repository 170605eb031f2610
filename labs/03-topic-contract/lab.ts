// Lab 3: a topic is a contract, and its clauses are read on the day they matter. Three of them look harmless in a quick start: how long a
// record stays, how many copies it has, how many sends may be under way.
import type { RunResult } from '../../chaos/result.ts';
import type { Lab } from '../lab.ts';

const found = ({ evidence }: RunResult, checker: string) => evidence.some(({ id }) => id === checker);

export const lab: Lab = {
  number: 3,
  title: 'The topic’s contract',
  idea: 'What a topic was created with costs nothing until the day it decides what a fault costs.',
  minutes: 20,
  runs: [
    {
      id: 'pause',
      scenario: 'topic-misconfigured',
      case: 'retention',
      seed: 6,
      says: 'the processor stands still for nine seconds, and goes on',
    },
    {
      id: 'disk',
      scenario: 'topic-misconfigured',
      case: 'replication',
      seed: 6,
      says: 'the broker that leads partition 0 is killed and its log directory is lost; it comes back empty',
    },
    {
      id: 'slow',
      scenario: 'topic-misconfigured',
      case: 'one-partition',
      seed: 6,
      says: 'every answer of every broker takes 150 ms longer',
    },
  ],
  steps: [
    {
      id: 'outlast-the-pause',
      title: 'Keep a record for longer than a reader may pause',
      run: 'pause',
      file: 'pipeline.yaml',
      does: 'Make the run `pause`. Then change one setting of the topic, so that the reader finds everything it has not read, and make it again.',
      prediction: {
        question:
          'The topic keeps a record for two seconds. The processor, which is usually half a second behind, stands still for nine seconds and then goes on. What does it find?',
        choices: [
          { id: 'a', says: 'all it has not read: Kafka deletes only what its consumer group has read' },
          { id: 'b', says: 'a gap; it goes on behind it, and the numbers are a little low' },
          { id: 'c', says: 'a gap; it refuses to go on' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          if (!found(result, 'unseen')) return 'a';
          return found(result, 'not-recovered') ? 'c' : 'b';
        },
        because:
          'retention counts time, not readers: the log is nobody’s queue. This reader keeps its position in the table, sees that the log begins behind it, and stops (consumer.outOfRange: stop) instead of leaving a silent gap.',
      },
      hints: [
        'Nobody deleted anything. Who decides how long a record stays, and does it ask who has read it?',
        'Look at topic.retentionMs, and at how long a reader of yours may be away: a restart, a deployment, a night, a weekend.',
        'topic.retentionMs: null (Kafka’s seven days), or any number well above the longest pause you want to outlast. Here 60000 would do.',
      ],
    },
    {
      id: 'outlast-the-disk',
      title: 'Keep a record on more than one disk',
      run: 'disk',
      file: 'pipeline.yaml',
      does: 'Make the run `disk`. Then change how many copies there are, and how many an acknowledgement asks for, and make it again.',
      prediction: {
        question:
          'acks: all, an idempotent producer, and one copy of each record. The broker loses its disk while the reader is half a second behind. It comes back with an empty folder. Which events are lost?',
        choices: [
          { id: 'a', says: 'none: acks: all means that all replicas have them' },
          { id: 'b', says: 'those of the last half second, which nobody had read yet' },
          {
            id: 'c',
            says: 'more than that: the log begins anew at offset 0, and the reader stands far ahead of it',
          },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          const lost = result.evidence.find(({ id }) => id === 'lost-write')?.count ?? 0;
          if (lost === 0) return 'a';
          return lost > 1_000 ? 'c' : 'b';
        },
        because:
          'all replicas had them: the one there was. And the empty log gives the same offsets again, to other events: as many as the reader had read go by behind its back.',
      },
      hints: [
        'How many disks had the record when it was acknowledged? What does acks: all count?',
        'topic.replicationFactor is how many copies there are; topic.minInsyncReplicas is how many of them acks: all waits for at least. Three brokers are there.',
        'topic.replicationFactor: 3 and topic.minInsyncReplicas: 2. One broker may be away and writing goes on; two disks have every acknowledged record.',
      ],
    },
    {
      id: 'outlast-the-slow-day',
      title: 'Give the topic more than one lane',
      run: 'slow',
      file: 'pipeline.yaml',
      does: 'Make the run `slow`. Nothing is lost, and nothing keeps up. Change one more setting of the topic, and make it again.',
      prediction: {
        question:
          'The network answers 150 ms later than usual, and loses nothing. 1,000 events come a second; the producer sends batches of 60 and waits for each answer before it sends the next to the same partition. The topic has one partition. What happens?',
        choices: [
          { id: 'a', says: 'every event is 150 ms older, and that is all' },
          { id: 'b', says: 'the source falls behind, further with every second' },
        ],
        shownBy: (result) => {
          if (result.verdict === 'inconclusive') return null;
          return result.verdict === 'broken' ? 'b' : 'a';
        },
        because:
          'one send at a time of 60 records each 150 ms and a little are fewer than 400 records a second. Latency becomes throughput when there is one lane.',
      },
      hints: [
        'Count: how many answers of 150 ms fit into a second, and how many records does each of them confirm?',
        'A partition is one lane: what is ordered must wait for what is before it. How many lanes does 1,000 a second need?',
        'topic.partitions: 6. Three would just do here (3 × 60 / 0.15 s = 1,200 a second); six leave some air.',
      ],
    },
  ],
};
