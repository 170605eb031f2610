// topic-misconfigured: four settings of a topic that look harmless until their day comes: one replica and a lost disk; a retention of
// seconds and a reader that pauses; a largest message shorter than a long line; one partition and a network that got slower. For three of
// them the contract check at start-up says so beforehand: by default it refuses (`refused-…`); here it only warns, so that the day can come.
import { ackedEvents } from '../probes/acked-events.ts';
import type { Scenario, ScheduledFault } from '../scenario.ts';
import { SHORT_TIMEOUTS } from '../short-timeouts.ts';

const HURT_AT = 4_000;
/** Made and not acknowledged: five seconds of traffic. */
const BACKLOG_EVENTS = 5_000;

const refused = (name: string, topic: Scenario['shared']['topic'], what: string) => ({
  title: `The contract refuses ${what} at the start`,
  case: name,
  settings: { topic: topic!, startup: { topicContract: 'refuse' as const } },
  because: 'the default of startup.topicContract in this project; the other variants only warn',
  expect: { verdict: 'held' as const, refusal: 'topic-misconfigured' as const },
});

const hardened = (name: string, title: string) => ({
  title,
  case: name,
  settings: {},
  because: 'the defaults of this project',
  expect: { verdict: 'held' as const },
});

const latency = (broker: string): ScheduledFault => ({
  fault: 'toxic-latency',
  args: { broker, stream: 'downstream', latencyMs: 150, jitterMs: 0 },
  injectAtAcked: HURT_AT,
  injectAfterSeconds: 20,
  undoAfterAcked: 1_000_000,
  undoAfterSeconds: 5,
});

const SCHEDULES: Record<string, (seed: number) => ScheduledFault[]> = {
  replication: (seed) => [
    {
      fault: 'lose-log-directory',
      args: { partition: seed % 6 },
      injectAtAcked: HURT_AT,
      undoAfterAcked: 1_000_000,
      undoAfterSeconds: 8,
    },
  ],
  retention: () => [
    {
      fault: 'pause-process',
      args: { process: 'processor-1' },
      injectAtAcked: HURT_AT,
      undoAfterAcked: 9_000,
      undoAfterSeconds: 12,
    },
  ],
  'message-size': (seed) => [
    {
      fault: 'long-lines',
      args: { seed, fromSeq: HURT_AT, toSeq: HURT_AT + 6_000, share: 0.01, longerBy: 20_000 },
      injectAtAcked: HURT_AT,
      undoAfterAcked: 7_000,
      undoAfterSeconds: 15,
      ports: 'source',
    },
  ],
  'one-partition': () => ['broker-1', 'broker-2', 'broker-3'].map(latency),
};

export const scenario: Scenario = {
  id: 'topic-misconfigured',
  title: 'A topic whose settings look harmless',
  teaches:
    'What a topic was created with decides what the next fault costs; read the effective settings back before the first event.',
  onlooker: 'Nothing, until a disk, a reader, a long line or a slow network comes along.',
  tags: ['brokers', 'consumer'],
  fast: ['naive-replication'],
  source: { input: { kind: 'generator' }, ratePerSecond: 1_000, maxEvents: null },
  shared: {
    startup: { topicContract: 'warn' },
    // A segment is the smallest thing that retention deletes; with an hour of traffic in one, nothing would go within a run.
    topic: { segmentMs: 1_000 },
    ...SHORT_TIMEOUTS,
    producer: { ...SHORT_TIMEOUTS.producer, batchEvents: 60 },
  },
  variants: {
    'naive-replication': {
      title: 'One replica, and its disk is lost',
      case: 'replication',
      settings: { topic: { replicationFactor: 1 } },
      because:
        'default.replication.factor is 1 in Kafka’s shipped server.properties, and quick starts create topics so',
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 200 }] },
    },
    'hardened-replication': hardened('replication', 'Three replicas, and one disk is lost'),
    'refused-replication': refused('replication', { replicationFactor: 1 }, 'one replica'),
    'naive-retention': {
      title: 'A retention of two seconds, and the reader pauses for nine',
      case: 'retention',
      settings: { topic: { retentionMs: 2_000 } },
      because:
        'retention is cut to seconds to purge a topic or to save disk, and forgotten; the purge recipe of many answers is retention.ms=1000',
      expect: {
        verdict: 'broken',
        by: [{ checker: 'unseen', atLeast: 500 }],
        noticed: { signal: 'offset-gap', withinSeconds: 25 },
      },
    },
    'hardened-retention': hardened('retention', 'A retention far beyond any pause'),
    'refused-retention': refused('retention', { retentionMs: 2_000 }, 'a retention of seconds'),
    'naive-message-size': {
      title: 'The largest message is shorter than a long line',
      case: 'message-size',
      settings: { topic: { maxMessageBytes: 16_384 } },
      because:
        'a limit copied from a topic of small records; the broker’s default of 1 MiB is per batch, and is lowered to protect consumers',
      expect: { verdict: 'broken', by: [{ checker: 'never-acked', atLeast: 20 }], notBy: ['lost-write'] },
    },
    'hardened-message-size': hardened('message-size', 'Room for any line'),
    'refused-message-size': refused(
      'message-size',
      { maxMessageBytes: 16_384 },
      'a largest message below any long line',
    ),
    'naive-one-partition': {
      title: 'One partition, and every answer takes 150 ms longer',
      case: 'one-partition',
      settings: { topic: { partitions: 1 } },
      because: 'num.partitions is 1 in Kafka’s shipped server.properties',
      expect: { verdict: 'broken', by: [{ checker: 'not-recovered', atLeast: 1 }], notBy: ['lost-write'] },
    },
    'hardened-one-partition': hardened('one-partition', 'Six partitions, each with a send of its own'),
  },
  schedule: (seed, caseName) => SCHEDULES[caseName]!(seed),
  minimumAcked: { before: 3_000, during: 0, after: 500 },
  deadlines: { recoverSeconds: 30, settleSeconds: 20 },
  notJudged: {
    undetected:
      'the long lines and the slow network are no fault for a topic that can take them: there is nothing to notice in the hardened variants',
  },
  async stuckBeforeHealing(system, caseName) {
    if (caseName !== 'one-partition') return null;
    const waiting = (system.run.source()?.value.made ?? 0) - ackedEvents(system);
    if (waiting < BACKLOG_EVENTS) return null;
    return `${waiting} events wait at the source, and more every second: one partition takes one send at a time, and each takes 150 ms longer`;
  },
};
