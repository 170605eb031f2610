// schema-drift: the lines come in another shape from some event on: JSON instead of Common Log Format, a field renamed, the status a
// string, a field added. A reader that turns what it does not know into nulls goes on as if nothing had happened, and so does its chart.
// A field added breaks no lenient reader, but a strict one: it throws the line away.
import type { DriftForm } from '../faults/schema-drift.ts';
import type { Expectation, Scenario, Variant } from '../scenario.ts';

const LENIENT =
  'mode PERMISSIVE, the default of Spark’s from_json: what does not fit the schema becomes null';

const letThrough: Expectation = {
  verdict: 'broken',
  by: [
    { checker: 'quarantine-mismatch', atLeast: 1_000 },
    { checker: 'corrupt', atLeast: 1_000 },
    { checker: 'gold-divergence', atLeast: 1 },
  ],
};

const hardened = (form: DriftForm, title: string, signal: string): Variant => ({
  title,
  settings: {},
  because: 'the defaults of this project',
  case: form,
  expect: { verdict: 'held', noticed: { signal, withinSeconds: 10 } },
});

export const scenario: Scenario = {
  id: 'schema-drift',
  title: 'The lines come in another shape',
  teaches:
    'Read the versions you know and put the rest aside with its bytes: a silent null cannot be told from a real one.',
  onlooker: 'The number of rows is right; columns are empty, or errors vanish from the chart.',
  tags: ['data', 'data-only'],
  fast: ['naive-renamed'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 4_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'One regular expression for every line; what it does not match is null',
      settings: { silver: { parser: 'clf-only' } },
      because: 'regexp_extract of Spark SQL gives an empty string where nothing matches, and no error',
      case: 'json',
      expect: {
        verdict: 'broken',
        by: [
          { checker: 'corrupt', atLeast: 1_000 },
          { checker: 'gold-divergence', atLeast: 1 },
        ],
      },
    },
    hardened: hardened('json', 'A second known version is read', 'schema-change'),
    'naive-renamed': {
      title: 'A renamed field is null',
      settings: { silver: { parser: 'lenient' } },
      because: LENIENT,
      case: 'renamed',
      expect: letThrough,
    },
    'hardened-renamed': hardened('renamed', 'A version nobody knows goes to quarantine', 'quarantine-rate'),
    'naive-text-status': {
      title: 'A status of another type is null',
      settings: { silver: { parser: 'lenient' } },
      because: LENIENT,
      case: 'text-status',
      expect: letThrough,
    },
    'hardened-text-status': hardened(
      'text-status',
      'A value of another type goes to quarantine',
      'quarantine-rate',
    ),
    'naive-added': {
      title: 'A line with an unknown field is thrown away',
      settings: { silver: { parser: 'strict' } },
      because:
        'FAIL_ON_UNKNOWN_PROPERTIES is on by default in Jackson; the error is caught, the record skipped',
      case: 'added',
      expect: { verdict: 'broken', by: [{ checker: 'unseen', atLeast: 1_000 }] },
    },
    'hardened-added': hardened('added', 'A field added is read past', 'schema-change'),
  },
  schedule: (seed, caseName) => [
    {
      fault: 'schema-drift',
      args: { seed, fromSeq: 8_000, toSeq: 16_000, share: 1, form: caseName },
      injectAtAcked: 8_000,
      undoAfterAcked: 8_400,
      undoAfterSeconds: 16,
      ports: 'source',
    },
  ],
  minimumAcked: { before: 5_000, during: 4_000, after: 500 },
  deadlines: { recoverSeconds: 10, settleSeconds: 20 },
  notJudged: {},
};
