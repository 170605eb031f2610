// The catalogue page, docs/catalogue.md, from the registry and from the results of a suite where there are some. Pure.
import { caseOf, type Expectation, ONLY_CASE, type Scenario, type SettingsChange } from '../scenario.ts';
import { markdownTable } from '../suite/suite-text.ts';
import type { CatalogueResults, VariantResult } from './catalogue-results.ts';

/** Markdown of the whole catalogue. */
export function catalogueMarkdown(
  scenarios: readonly Scenario[],
  results: CatalogueResults | undefined,
): string {
  const contents = scenarios.map(({ id, title }) => `- [\`${id}\`](#${id}): ${title}`);
  const count = scenarios.reduce((sum, { variants }) => sum + Object.keys(variants).length, 0);
  const seen =
    results === undefined
      ? 'No results of a suite are at hand, so nothing is said about detection.'
      : `Detection as seen with seed ${results.seed} (${Object.keys(results.variants).length} of ${count} variants run).`;
  return [
    '# Catalogue',
    `${scenarios.length} scenarios, ${count} variants. Made from the registry by \`npm run docs:catalogue\`; do not edit. ${seen}`,
    contents.join('\n'),
    ...scenarios.map((scenario) => scenarioPart(scenario, results)),
  ]
    .join('\n\n')
    .concat('\n');
}

function scenarioPart(scenario: Scenario, results: CatalogueResults | undefined): string {
  const { id, title, teaches, onlooker, tags, fast, variants, notJudged } = scenario;
  const cases = [...new Set(Object.values(variants).map(caseOf))].filter((name) => name !== ONLY_CASE);
  const rows = Object.entries(variants).map(([name, variant]) => [
    `\`${name}\``,
    variant.title,
    settingsText(variant.settings),
    expectationText(variant.expect),
    variant.because,
    ...(results === undefined ? [] : detectionCells(results.variants[`${id}/${name}`])),
  ]);
  const head = [
    'variant',
    '',
    'differs in',
    'expected',
    'because',
    ...(results === undefined ? [] : ['fault noticed', 'damage']),
  ];
  const notAsked = Object.entries(notJudged).map(([checker, why]) => `- \`${checker}\`: ${why}`);
  return [
    `## ${id}`,
    `**${title}.** ${teaches}`,
    `An onlooker sees: ${onlooker}`,
    `Tags: ${tags.map((tag) => `\`${tag}\``).join(', ') || 'none'}.${cases.length > 0 ? ` Cases: ${cases.map((one) => `\`${one}\``).join(', ')}.` : ''}${fast ? ` In the short suite: ${fast.map((one) => `\`${one}\``).join(', ')}.` : ''}`,
    markdownTable(head, rows),
    ...(notAsked.length > 0 ? [`Not asked:\n\n${notAsked.join('\n')}`] : []),
  ].join('\n\n');
}

function settingsText(change: SettingsChange): string {
  const set = Object.entries(change).flatMap(([section, values]) =>
    Object.entries(values).map(([key, value]) => `\`${section}.${key}: ${JSON.stringify(value)}\``),
  );
  return set.join('<br>') || 'nothing: the defaults';
}

function expectationText({ verdict, by, notBy, noticed, refusal }: Expectation): string {
  const parts = [
    refusal === undefined ? `**${verdict}**` : `**refused** (\`${refusal}\`)`,
    ...(by ?? []).map(({ checker, atLeast }) => `\`${checker}\` ≥ ${atLeast.toLocaleString('en-US')}`),
    ...(notBy ?? []).map((checker) => `no \`${checker}\``),
    ...(noticed === undefined
      ? []
      : [
          `${noticed.signal === undefined ? 'a signal' : `\`${noticed.signal}\``} within ${noticed.withinSeconds} s`,
        ]),
  ];
  return parts.join('<br>');
}

function detectionCells(result: VariantResult | undefined): string[] {
  if (result === undefined) return ['not run', '–'];
  const { first, faultUnseen, damage } = result;
  return [faultUnseen ? '**unseen**' : (first ?? '–'), damage === 'unseen' ? '**unseen**' : damage];
}
