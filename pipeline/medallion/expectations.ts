// What silver expects of a row, in one readable list. A row that breaks one goes to quarantine with its name. Conditions
// are SQL over the columns of sql/judged.sql and say when an expectation is broken; both engines read the same text.
import type { RunSpec } from '../contract/run-spec.ts';
import type { Settings } from '../contract/settings.ts';

export interface Expectation {
  /** The reason in quarantine. */
  name: string;
  /** SQL, true when the row breaks it. */
  broken: string;
}

type Bounds = Pick<RunSpec, 'eventTimeMode' | 'eventClock'> & { silver: Settings['silver'] };

/** Only a time and a status are required; host, method, path and bytes may be missing, but not be nonsense. */
const ALWAYS: Expectation[] = [
  { name: 'null-value', broken: 'raw IS NULL' },
  { name: 'not-a-line', broken: 'raw IS NOT NULL AND format IS NULL' },
  { name: 'bad-time', broken: 'format IS NOT NULL AND event_time IS NULL' },
  { name: 'bad-status', broken: 'format IS NOT NULL AND (status IS NULL OR status NOT BETWEEN 100 AND 599)' },
  {
    name: 'bad-bytes',
    broken: 'format IS NOT NULL AND bytes_text IS NOT NULL AND (bytes IS NULL OR bytes < 0)',
  },
  // A field renamed is a field missing and one too many; a field merely added or left out is read as it is.
  { name: 'unknown-version', broken: "format = 'json' AND json.missing > 0 AND json.unknown > 0" },
];

/** SQL text of a strict reader: every field there, and no other. */
const STRICT: Expectation[] = [
  {
    name: 'missing-field',
    broken: 'format IS NOT NULL AND (host IS NULL OR method IS NULL OR path IS NULL OR bytes IS NULL)',
  },
  { name: 'unknown-field', broken: "format = 'json' AND json.unknown > 0" },
];

/** Only whole numbers are bytes; a fraction is fine in kilobytes, or when (naively) nobody asks for the unit. */
const BYTES: Record<'declared' | 'assumed', Expectation[]> = {
  declared: [
    {
      name: 'bad-bytes-type',
      broken:
        "format = 'json' AND json.odd_bytes AND NOT (json.fraction AND coalesce(json.unit, 'B') = 'kB')",
    },
    { name: 'unknown-unit', broken: "format = 'json' AND json.unit NOT IN ('B', 'kB')" },
  ],
  assumed: [{ name: 'bad-bytes-type', broken: "format = 'json' AND json.odd_bytes AND NOT json.fraction" }],
};

/** Readers that turn what does not fit into nulls and expect nothing. */
export const isLenient = (parser: Settings['silver']['parser']): boolean =>
  parser === 'lenient' || parser === 'clf-only';

/** The expectations that hold for a run, in the order in which reasons are named. */
export function expectationsFor(run: Bounds): Expectation[] {
  if (isLenient(run.silver.parser)) return [];
  const bounds =
    run.silver.timeBounds === 'off' ? [] : [{ name: 'time-out-of-bounds', broken: outOfBounds(run) }];
  const strict = run.silver.parser === 'strict' ? STRICT : [];
  return [...ALWAYS, ...BYTES[run.silver.byteUnit], ...bounds, ...strict];
}

/** Shifted logs: too far from Kafka's time plus the recorded shift. Original time: outside an absolute range. */
function outOfBounds({ eventTimeMode, eventClock, silver }: Bounds): string {
  if (eventTimeMode === 'original') {
    return `event_ms < ${Date.parse(silver.originalFrom)} OR event_ms >= ${Date.parse(silver.originalTo)}`;
  }
  const { eventOriginMs, kafkaOriginMs, speed } = eventClock;
  const sinceOrigin = `(instant_ms(kafka_time) - (${kafkaOriginMs}))`;
  const expected = `(${eventOriginMs} + ${speed === 1 ? sinceOrigin : `${sinceOrigin} * ${speed}`})`;
  return `event_ms > ${expected} + ${silver.maxAheadMs} OR event_ms < ${expected} - ${silver.maxBehindMs}`;
}

/** The arguments of concat_ws in sql/judged.sql: the names of what a row breaks. */
export function brokenExpectationsSql(expectations: readonly Expectation[]): string {
  const cases = expectations.map(({ name, broken }) => `CASE WHEN ${broken} THEN '${name}' END`);
  return cases.length === 0 ? "''" : cases.join(',\n    ');
}
