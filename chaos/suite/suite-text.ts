// A suite as Markdown, as JUnit XML and as lines for the terminal. Pure.
import type { Engine } from '../../pipeline/contract/run-spec.ts';
import type { RuntimeName } from '../../pipeline/runtime/cluster.ts';
import type { SuiteMode } from './plan.ts';
import { type SuiteRow, suiteRow } from './rows.ts';
import type { SuiteResult, SuiteTotals } from './suite-result.ts';

export interface SuiteReport {
  id: string;
  seed: number;
  mode: SuiteMode;
  /** Where Kafka ran. */
  runtime: RuntimeName;
  /** duckdb when absent. */
  engine?: Engine;
  results: readonly SuiteResult[];
  /** Runs that this runtime cannot do. */
  notHere?: readonly string[];
  totals: SuiteTotals;
}

export const MODE_TITLES: Record<SuiteMode, string> = {
  expected: 'Every variant, against its expectation',
  yours: 'What your settings survive',
  unprotected: 'Every protection switched off once: each run must break',
  disarmed: 'Every fault left out: each run must be inconclusive',
};

/** One sentence about the whole. */
export function summaryOf(suite: SuiteReport): string {
  const { results, totals, mode, seed, runtime, engine = 'duckdb', notHere = [] } = suite;
  const { runs, planned, asWanted, held, broken, inconclusive, refused, retried, medianSeconds } = totals;
  const parts = [
    mode === 'yours' ? `survived ${held - refused} of ${runs}` : `${asWanted} of ${runs} as wanted`,
    `${held - refused} held, ${broken} broken, ${inconclusive} inconclusive${refused > 0 ? `, ${refused} refused` : ''}`,
    ...(retried > 0 ? [`${retried} run again on a fresh cluster`] : []),
    ...takenText(results),
    ...(runs < planned ? [`${planned - runs} still to run`] : []),
    ...(notHere.length > 0 ? [`${notHere.length} left out, which only containers allow`] : []),
    `seed ${seed}`,
    `runtime ${runtime}`,
    `engine ${engine}`,
    `median ${medianSeconds ?? '–'} s a run`,
  ];
  return parts.join(' · ');
}

/** How many results were made by other suites, and by how many of them before the code changed. */
function takenText(results: readonly SuiteResult[]): string[] {
  const taken = results.flatMap(({ takenFrom }) => takenFrom ?? []);
  if (taken.length === 0) return [];
  const older = taken.filter(({ sameCode }) => !sameCode).length;
  return [
    `${taken.length} taken from other suites${older > 0 ? `, ${older} of them made by earlier code` : ''}`,
  ];
}

const HEAD = [
  'scenario',
  'variant',
  'verdict',
  'found',
  'fault noticed',
  'damage',
  'recovery',
  'seconds',
  '',
];

function cellsOf(row: SuiteRow): string[] {
  const { scenario, variant, outcome, asWanted, found, fault, damage, recovery, seconds, note } = row;
  return [
    scenario,
    variant,
    asWanted ? outcome : `**${outcome}** ✗`,
    found,
    fault,
    damage,
    recovery,
    seconds,
    note,
  ];
}

/** The suite as a Markdown page. */
export function suiteMarkdown(suite: SuiteReport): string {
  const rows = suite.results.map((result) => cellsOf(suiteRow(suite.mode, result)));
  return `# ${MODE_TITLES[suite.mode]}\n\n${summaryOf(suite)}\n\n${markdownTable(HEAD, rows)}\n`;
}

/** A Markdown table; bars and line ends in a cell are made harmless. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Columns as wide as their widest cell; what is long is cut. */
export function suiteTerminal(suite: SuiteReport): string {
  const rows = suite.results.map((result) => {
    const { scenario, variant, outcome, asWanted, found, fault, recovery, seconds } = suiteRow(
      suite.mode,
      result,
    );
    return [
      asWanted ? '✓' : '✗',
      scenario,
      variant,
      outcome,
      found.slice(0, 48),
      fault,
      recovery,
      `${seconds} s`,
    ];
  });
  const table = [['', 'scenario', 'variant', 'verdict', 'found', 'noticed', 'recovery', ''], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => cells[column]!.length)));
  const lines = table.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', summaryOf(suite)].join('\n');
}

/** One test case per run; an unwanted verdict is a failure, an error of the environment an error. */
export function suiteJunit(suite: SuiteReport): string {
  const names = [...new Set(suite.results.map(({ scenario }) => scenario))];
  const suites = names.map((scenario) => {
    const results = suite.results.filter((result) => result.scenario === scenario);
    const cases = results.map((result) => junitCase(suite.mode, result));
    const failures = cases.filter((one) => one.includes('<failure')).length;
    const errors = cases.filter((one) => one.includes('<error')).length;
    const seconds = results.reduce((sum, one) => sum + one.seconds, 0).toFixed(2);
    return `  <testsuite name="${xml(scenario)}" tests="${results.length}" failures="${failures}" errors="${errors}" time="${seconds}">\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="lakequake">\n${suites.join('\n')}\n</testsuites>\n`;
}

function junitCase(mode: SuiteMode, result: SuiteResult): string {
  const { variant, outcome, asWanted, found, note } = suiteRow(mode, result);
  const open = `    <testcase classname="${xml(result.scenario)}" name="${xml(variant)}" time="${result.seconds}"`;
  const told = `      <system-out>${xml(`run ${result.runId}, seed ${result.seed}: ${outcome} (${found}) ${note}`)}</system-out>`;
  if (asWanted) return `${open}>\n${told}\n    </testcase>`;
  const kind = result.error === null ? 'failure' : 'error';
  return `${open}>\n      <${kind} type="${xml(outcome)}" message="${xml(`${found}; ${note}`)}"/>\n${told}\n    </testcase>`;
}

const XML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters have no place in XML 1.0. */
function xml(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"]/g, (one) => XML[one]!);
}
