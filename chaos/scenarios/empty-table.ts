// empty-table: the tables are built anew by a second deployment, every process is up, and nothing arrives. Four mistakes make the same
// picture (a case each): the name of another topic, an offset with some digits too many, a filter that lets nothing through, and one event
// from the future that makes all others late. The list of processes has nothing to say; `why empty` asks link by link, from the source on.
// The first deployment's tables are left alone, so nothing is lost: the lesson is about seeing, and about naming the cause.
import { askWhy } from '../drivers/diagnose.ts';
import type { DeployAfreshOptions } from '../faults/deploy-afresh.ts';
import type { Scenario, ScheduledFault, Variant } from '../scenario.ts';

interface Mistake {
  title: string;
  /** What `why empty` must name. */
  rightCause: string;
  deployed: DeployAfreshOptions;
}

const MISTAKES: Record<string, Mistake> = {
  topic: {
    title: 'It reads the topic of another stage',
    rightCause: 'wrong-topic',
    deployed: { topicSuffix: '-staging' },
  },
  offset: {
    title: 'It begins at an offset that is far from being written',
    rightCause: 'start-beyond-data',
    // With `stop` it would say so and end; whoever sets offsets by hand has mostly turned that off before.
    deployed: { startOffset: 10_000_000, change: { consumer: { outOfRange: 'latest' } } },
  },
  filter: {
    title: 'A letter in the filter is wrong',
    rightCause: 'sql-filter',
    deployed: { change: { silver: { goldFilter: "method = 'GTE'" } } },
  },
  future: {
    title: 'Events from the future drag the watermark',
    rightCause: 'watermark-in-future',
    deployed: { change: { silver: { timeBounds: 'off' } } },
  },
};

/** The first events come from the future: there for whoever reads from the beginning, and quarantined by the first deployment. */
const FROM_THE_FUTURE = 120;
const LASTS_SECONDS = 18;

const naive = (name: string, { title }: Mistake): Variant => ({
  title: `${title}; all is well while the processes run`,
  case: name,
  settings: { observe: { health: 'processes', diagnosis: 'process-state' } },
  because:
    'a liveness probe on the process, and `kubectl get pods` when somebody asks: what Kubernetes offers without further work',
  expect: {
    verdict: 'broken',
    by: [
      { checker: 'false-health', atLeast: 3 },
      { checker: 'misdiagnosed', atLeast: 1 },
    ],
    notBy: ['lost-write', 'unseen'],
  },
});

const hardened = (name: string, { title }: Mistake): Variant => ({
  title: `${title}; asked is the chain from the source on`,
  case: name,
  settings: {},
  because: 'the defaults of this project',
  expect: { verdict: 'held', noticed: { withinSeconds: 12 } },
});

export const scenario: Scenario = {
  id: 'empty-table',
  title: 'A table that stays empty',
  teaches:
    'Empty has many causes and one look: walk the chain from the source on, and stop at the first link that does not hold.',
  onlooker: 'Every process runs, nothing is logged as an error, and the new table shows no rows.',
  tags: ['lake', 'observation', 'data-only'],
  fast: ['naive-future'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: Object.fromEntries(
    Object.entries(MISTAKES).flatMap(([name, mistake]) => [
      [`naive-${name}`, naive(name, mistake)],
      [`hardened-${name}`, hardened(name, mistake)],
    ]),
  ),
  schedule: (seed, caseName) => {
    const injectAtAcked = 3_000 + (seed % 10) * 100;
    const deployed: ScheduledFault = {
      fault: 'deploy-afresh',
      args: { ...MISTAKES[caseName]!.deployed },
      injectAtAcked,
      undoAfterAcked: 800 * LASTS_SECONDS,
      undoAfterSeconds: LASTS_SECONDS + 4,
    };
    const future: ScheduledFault = {
      fault: 'lying-times',
      args: { seed, fromSeq: 0, toSeq: FROM_THE_FUTURE, share: 1, lie: 'ahead' },
      injectAtAcked: injectAtAcked - 1,
      undoAfterAcked: 0,
      undoAfterSeconds: LASTS_SECONDS,
      ports: 'source',
    };
    return caseName === 'future' ? [future, deployed] : [deployed];
  },
  minimumAcked: { before: 1_500, during: 5_000, after: 500 },
  deadlines: { recoverSeconds: 25, settleSeconds: 25 },
  notJudged: {},
  diagnoses: (caseName) => [
    {
      question: 'why empty gold.traffic',
      rightCause: MISTAKES[caseName]!.rightCause,
      ask: (system) => askWhy(system, 'empty'),
    },
  ],
};
