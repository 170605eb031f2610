// processor-crash: the processor dies by SIGKILL at every numbered step of its commit, one life after the other. Data and position are two
// writes when Kafka keeps the offsets: a crash between them doubles (data first) or loses (offsets first) the batch. In one Delta commit
// there is no between.
import type { Scenario, ScheduledFault } from '../scenario.ts';

const EVERY_STEP: ScheduledFault[] = [
  {
    fault: 'kill-at-commit-step',
    // Before and after each of: temporary path, publication, Delta commit, offsets (or the next batch's first call).
    args: { processor: 'processor-1', deaths: 8 },
    injectAtAcked: 1_200,
    undoAfterAcked: 200,
    undoAfterSeconds: 5,
    ports: 'processor',
  },
];

/** The second comes when the first life is over and another one has begun to work. */
const TWO_KILLS: ScheduledFault[] = [1_200, 3_600].map((injectAtAcked) => ({
  fault: 'kill-processor',
  args: { processor: 'processor-1', leastRecords: 20, waitSeconds: 60 },
  injectAtAcked,
  undoAfterAcked: 400,
  undoAfterSeconds: 5,
}));

export const scenario: Scenario = {
  id: 'processor-crash',
  title: 'The processor dies at every step of its commit',
  teaches: 'Data and position must move in one commit; any order of two writes is wrong at one of its steps.',
  onlooker: 'A processor that restarts again and again, lag that comes and goes.',
  tags: ['consumer', 'data-only'],
  fast: ['naive'],
  source: { input: { kind: 'generator' }, ratePerSecond: 400, maxEvents: null },
  shared: {
    consumer: { sessionTimeoutMs: 1_500, heartbeatIntervalMs: 300 },
    stream: { triggerMs: 300, windowMs: 3_000, allowedLatenessMs: 2_000 },
  },
  variants: {
    naive: {
      title: 'Offsets in Kafka, committed after the data',
      settings: { consumer: { offsetStore: 'kafka' } },
      because:
        'the at-least-once loop of every Kafka tutorial: process, then consumer.commitSync() or commitOffsets()',
      expect: { verdict: 'broken', by: [{ checker: 'duplicate', atLeast: 50 }], notBy: ['lost-write'] },
    },
    'naive-offsets-first': {
      title: 'Offsets in Kafka, committed before the data',
      settings: { consumer: { offsetStore: 'kafka-first' } },
      because:
        'the at-most-once order of the Kafka design documentation: save the position, then process the messages',
      expect: { verdict: 'broken', by: [{ checker: 'lost-write', atLeast: 50 }], notBy: ['duplicate'] },
    },
    hardened: {
      title: 'The position stands in the same Delta commit as the data',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
    'control-any-moment': {
      title: 'Killed twice while records are on their way, whatever the engine was doing',
      settings: {},
      because: 'the defaults of this project; an engine whose steps cannot be numbered is struck blindly',
      case: 'any-moment',
      expect: { verdict: 'held', noticed: { withinSeconds: 15 } },
    },
  },
  schedule: (_seed, caseName) => (caseName === 'any-moment' ? TWO_KILLS : EVERY_STEP),
  minimumAcked: { before: 1_000, during: 100, after: 400 },
  deadlines: { recoverSeconds: 30, settleSeconds: 30 },
  notJudged: {},
};
