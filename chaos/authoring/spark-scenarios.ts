// The page docs/spark-scenarios.md: which variants the Spark engine can show, why the others are left to the duckdb engine, and what came of
// those that were run. From the registry and from the kept results of suites on Spark; starts nothing.
import { reasonAgainst } from '../engine-fit.ts';
import type { Scenario } from '../scenario.ts';
import { suiteRow } from '../suite/rows.ts';
import { isAsWanted, type SuiteResult } from '../suite/suite-result.ts';
import { markdownTable } from '../suite/suite-text.ts';

/** One run on Spark, as docs/spark-results.json keeps it. */
export interface SparkRun {
  scenario: string;
  variant: string;
  seed: number;
  verdict: string;
  asExpected: boolean;
  /** Checkers and their counts, or why it proves nothing. */
  found: string;
  /** The first signal after the fault, and after how many seconds. */
  noticed: string;
  seconds: number;
}

/** Of a suite's `--json`, as it is kept. */
export function sparkRuns(results: readonly SuiteResult[]): SparkRun[] {
  return results
    .filter(({ engine, error }) => engine === 'spark' && error === null)
    .map((result) => {
      const { outcome, found, fault } = suiteRow('expected', result);
      const { scenario, variant, seed, seconds } = result;
      const asExpected = isAsWanted('expected', result);
      return {
        scenario,
        variant,
        seed,
        verdict: outcome,
        asExpected,
        found,
        noticed: fault,
        seconds: Math.round(seconds),
      };
    });
}

/** Markdown of the whole page. */
export async function sparkMarkdown(
  scenarios: readonly Scenario[],
  runs: readonly SparkRun[],
): Promise<string> {
  const rows = await Promise.all(scenarios.map(fitOf));
  const all = scenarios.reduce((sum, { variants }) => sum + Object.keys(variants).length, 0);
  const shown = rows.reduce((sum, { shows }) => sum + shows.length, 0);
  return `${[
    '# Scenarios on Spark',
    'Made from the registry by `npm run docs:catalogue`; do not edit. What is behind it: [scaling.md](scaling.md#scenarios-and-labs).',
    `Of ${all} variants ${shown} can be run with \`--engine spark\`; ${all - shown} concern the duckdb engine only and are refused before anything is started.`,
    '## What was run',
    ...ranPart(runs),
    '## Which can be run',
    markdownTable(
      ['scenario', 'on Spark', 'on duckdb only'],
      rows.map(({ id, shows, leaves }) => [
        `\`${id}\``,
        names(shows) || 'none',
        leaves.join('<br>') || 'none',
      ]),
    ),
  ].join('\n\n')}\n`;
}

interface Fit {
  id: string;
  shows: string[];
  /** Variants and why not, one text by reason. */
  leaves: string[];
}

async function fitOf(scenario: Scenario): Promise<Fit> {
  const variants = Object.keys(scenario.variants);
  const reasons = await Promise.all(
    variants.map((variantName) => reasonAgainst({ scenario, variantName, engine: 'spark' })),
  );
  const shows = variants.filter((_, index) => reasons[index] === null);
  const byReason = new Map<string, string[]>();
  variants.forEach((name, index) => {
    const reason = reasons[index] ?? null;
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  });
  const leaves = [...byReason].map(([reason, those]) => `${names(those)}: ${reason}`);
  return { id: scenario.id, shows, leaves };
}

/** What is not in the table has not been run, and the page says so. */
function ranPart(runs: readonly SparkRun[]): string[] {
  const known = 'is known from its settings, faults and checkers alone';
  if (runs.length === 0)
    return [`No result of a suite on Spark is kept yet. That a variant below can be run ${known}.`];
  const right = runs.filter(({ asExpected }) => asExpected).length;
  return [
    `${runs.length} runs on one machine of two cores, with \`local[2]\`; ${right} came out as expected. A variant that is not in this table has not been run on Spark: that it can be ${known}.`,
    runsTable(runs),
  ];
}

function runsTable(runs: readonly SparkRun[]): string {
  const rows = runs
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    .map((run) => [
      `\`${run.scenario}\``,
      `\`${run.variant}\``,
      run.asExpected ? run.verdict : `**${run.verdict}, not as expected**`,
      run.found,
      run.noticed,
      String(run.seconds),
      String(run.seed),
    ]);
  return markdownTable(['scenario', 'variant', 'verdict', 'found', 'noticed', 'seconds', 'seed'], rows);
}

const key = ({ scenario, variant, seed }: SparkRun): string => `${scenario}/${variant}/${seed}`;

const names = (variants: readonly string[]): string => variants.map((name) => `\`${name}\``).join(', ');
