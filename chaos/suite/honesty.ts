// The two tables that keep the catalogue honest, as Markdown pages: every protection switched off once (each run must break), and every
// fault left out (each run must be inconclusive). Pure.
import type { Scenario } from '../scenario.ts';
import { runKey } from './plan.ts';
import { suiteRow } from './rows.ts';
import { isAsWanted, type SuiteResult } from './suite-result.ts';
import { markdownTable, type SuiteReport, summaryOf } from './suite-text.ts';
import { unprotectedRows } from './unprotected.ts';

/** The page of such a suite; undefined for the other kinds. */
export function honestyMarkdown(scenarios: readonly Scenario[], suite: SuiteReport): string | undefined {
  if (suite.mode === 'unprotected') return unprotectedMarkdown(scenarios, suite);
  if (suite.mode === 'disarmed') return disarmedMarkdown(suite);
  return undefined;
}

const mark = (suite: SuiteReport, result: SuiteResult | undefined) =>
  result === undefined
    ? 'not run'
    : isAsWanted(suite.mode, result)
      ? result.verdict
      : `**${result.verdict}** ✗`;

function unprotectedMarkdown(scenarios: readonly Scenario[], suite: SuiteReport): string {
  const byKey = new Map(suite.results.map((result) => [result.key, result]));
  const ran = new Set(suite.results.map(({ scenario }) => scenario));
  const rows = scenarios
    .filter(({ id }) => ran.has(id))
    .flatMap(unprotectedRows)
    .map(({ scenario, variant, path, off, run }) => {
      const result = byKey.get(runKey(scenario, run.variant, run.without));
      const evidence =
        run.without === undefined
          ? `the run of ${run.variant}, which differs in this alone`
          : 'a run of its own';
      const found = result === undefined ? '' : suiteRow(suite.mode, result).found;
      return [
        scenario,
        variant,
        `\`${path}\``,
        `\`${JSON.stringify(off)}\``,
        mark(suite, result),
        found,
        evidence,
      ];
    });
  const head = ['scenario', 'variant', 'protection', 'switched off', 'verdict', 'found', 'evidence'];
  return page(
    'Unprotected',
    'Every protection of every variant that holds, switched off alone, same seed and same faults: the run must break. A protection that can be switched off without harm would protect from nothing.',
    'npm run docs:unprotected',
    suite,
    markdownTable(head, rows),
  );
}

function disarmedMarkdown(suite: SuiteReport): string {
  const rows = suite.results.map((result) => [
    result.scenario,
    result.variant,
    mark(suite, result),
    result.inconclusiveBecause ?? '',
  ]);
  return page(
    'Disarmed',
    'Every variant with its faults left out: each run must be inconclusive. A run that gave a verdict without a fault would not have measured the fault.',
    'npm run docs:disarmed',
    suite,
    markdownTable(['scenario', 'variant', 'verdict', 'because'], rows),
  );
}

function page(title: string, says: string, command: string, suite: SuiteReport, table: string): string {
  return `# ${title}\n\n${says}\n\nMade by \`${command}\`: ${summaryOf(suite)}.\n\n${table}\n`;
}
