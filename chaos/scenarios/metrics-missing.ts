// metrics-missing: what one knows and what is are two things. `default`: the processor's reports stop, and a second later, behind the last
// numbers anyone saw, the processor itself stops. Shown for ever, those numbers are fine. `reporter-lives`: the reverse; the process
// reports four times a second, and nothing it should do gets done, because every call to its storage hangs.
// The alerts are those many a team has: on the lag the consumer tells of itself. (Lag from the log's end is the lesson of lag-metric-lies.)
import type { Scenario, ScheduledFault } from '../scenario.ts';

const LASTS_SECONDS = 17;
/** Ends by time: in the naive variants nothing that is acknowledged tells how long it has lasted. */
const NEVER = 1_000_000;

const silent = (at: number): ScheduledFault[] => [
  {
    fault: 'silence-reports',
    args: {},
    injectAtAcked: at,
    undoAfterAcked: NEVER,
    undoAfterSeconds: LASTS_SECONDS,
    ports: 'processor',
  },
  {
    fault: 'pause-process',
    args: { process: 'processor-1' },
    injectAtAcked: at + 800,
    undoAfterAcked: 0,
    undoAfterSeconds: LASTS_SECONDS,
  },
];

const hung = (at: number): ScheduledFault[] => [
  {
    fault: 'hang-lake',
    args: {},
    injectAtAcked: at,
    undoAfterAcked: NEVER,
    undoAfterSeconds: LASTS_SECONDS,
    ports: 'processor',
  },
];

export const scenario: Scenario = {
  id: 'metrics-missing',
  title: 'The reports stop; or only the reports go on',
  teaches:
    'A value nobody sends any more is unknown, not unchanged; and a process that reports need not work.',
  onlooker: 'Steady numbers, all green, and no new rows.',
  tags: ['observation', 'data-only'],
  fast: ['naive', 'naive-reporter-lives'],
  source: { input: { kind: 'generator' }, ratePerSecond: 700, maxEvents: null },
  shared: {
    stream: { windowMs: 3_000, allowedLatenessMs: 3_000 },
    observe: { lagFrom: 'last-report' },
  },
  variants: {
    naive: {
      title: 'The last value is shown until the next one comes',
      settings: { observe: { whenMissing: 'last-value' } },
      because: 'Prometheus’s Pushgateway keeps what was pushed last for ever; Grafana’s “Last not null”',
      expect: { verdict: 'broken', by: [{ checker: 'false-health', atLeast: 3 }] },
    },
    hardened: {
      title: 'Two seconds without a report, and the value is missing',
      settings: {},
      because: 'the defaults of this project; staleness handling of a scraped Prometheus target',
      expect: { verdict: 'held', noticed: { signal: 'component-missing', withinSeconds: 5 } },
    },
    'naive-reporter-lives': {
      case: 'reporter-lives',
      title: 'Well is what runs',
      settings: { observe: { health: 'processes' } },
      because: 'a liveness probe on the process, as in most Kubernetes manifests',
      expect: { verdict: 'broken', by: [{ checker: 'false-health', atLeast: 3 }] },
    },
    'hardened-reporter-lives': {
      case: 'reporter-lives',
      title: 'Well is what moves',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { withinSeconds: 8 } },
    },
  },
  schedule: (seed, caseName) => {
    const at = 3_000 + (seed % 10) * 100;
    return caseName === 'reporter-lives' ? hung(at) : silent(at);
  },
  minimumAcked: { before: 2_000, during: 5_000, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 20 },
  notJudged: {},
};
