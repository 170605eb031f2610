// schema-mismatch-between-layers: another team alters silver under the running pipeline. A type that narrows (a timestamp becomes a date)
// and a renamed column break what is written and read, and no SQL complains; a column that is added breaks nothing. A contract tells
// these apart: it refuses the first two before a row is written, and lets the third pass.
import type { AlterTableOptions } from '../faults/alter-table.ts';
import type { Expectation, Scenario } from '../scenario.ts';

const CHANGES: Record<string, Omit<AlterTableOptions, 'table'>> = {
  narrowed: { column: 'event_time', type: 'date' },
  renamed: { column: 'bytes', rename: 'size' },
  added: { column: 'country', type: 'string' },
};

const STOPS: Expectation = { verdict: 'held', noticed: { withinSeconds: 10 } };
const CORRUPT: Expectation = { verdict: 'broken', by: [{ checker: 'corrupt', atLeast: 500 }] };
const NO_CONTRACT =
  'schema on read: Spark’s mergeSchema and CAST in the writer let it pass, and nothing compares the table with what its readers need';

export const scenario: Scenario = {
  id: 'schema-mismatch-between-layers',
  title: 'A column of silver changes under the pipeline',
  teaches:
    'Between two layers stands a contract: what breaks a reader is refused loudly, what adds to it is let through.',
  onlooker: 'Rows go on arriving, with every event at midnight, or with a column of nulls.',
  tags: ['lake', 'data', 'data-only'],
  fast: ['hardened-added'],
  source: { input: { kind: 'generator' }, ratePerSecond: 800, maxEvents: null },
  shared: { stream: { windowMs: 5_000, allowedLatenessMs: 2_000 } },
  variants: {
    naive: {
      title: 'No contract: a timestamp becomes a date',
      settings: { lake: { layerContract: 'off' } },
      because: NO_CONTRACT,
      expect: CORRUPT,
      case: 'narrowed',
    },
    hardened: {
      title: 'The layer stops loudly at a narrowed type',
      settings: {},
      because: 'the defaults of this project',
      expect: STOPS,
      case: 'narrowed',
    },
    'naive-renamed': {
      title: 'No contract: a column gets another name',
      settings: { lake: { layerContract: 'off' } },
      because: NO_CONTRACT,
      expect: CORRUPT,
      case: 'renamed',
    },
    'hardened-renamed': {
      title: 'The layer stops loudly at a renamed column',
      settings: {},
      because: 'the defaults of this project',
      expect: STOPS,
      case: 'renamed',
    },
    'naive-added': {
      title: 'The contract is equality: a new column stops everything',
      settings: { lake: { layerContract: 'exact' } },
      because:
        'comparing schemas with ==: Spark’s append without mergeSchema refuses a new column, and so does a hash of the schema',
      expect: { verdict: 'broken', by: [{ checker: 'not-recovered', atLeast: 1 }] },
      case: 'added',
    },
    'hardened-added': {
      title: 'A new column is no breach: everything goes on',
      settings: {},
      because: 'the defaults of this project',
      expect: { verdict: 'held', noticed: { signal: 'schema-change', withinSeconds: 10 } },
      case: 'added',
    },
  },
  schedule: (_seed, caseName) => [
    {
      fault: 'alter-table',
      args: { table: 'silver', ...CHANGES[caseName] },
      injectAtAcked: 3_000,
      undoAfterAcked: 5_600,
      undoAfterSeconds: 10,
    },
  ],
  minimumAcked: { before: 1_500, during: 2_500, after: 500 },
  deadlines: { recoverSeconds: 20, settleSeconds: 25 },
  notJudged: {},
  // To stop is right where a reader would break, and an outage where none would.
  stuckBeforeHealing: async ({ run }, caseName) => {
    const stopped = run.components().find(({ role, state }) => role === 'processor' && state === 'failed');
    return caseName === 'added' && stopped !== undefined
      ? `${stopped.name} stopped: ${stopped.reason}`
      : null;
  },
};
