// `npm run docs:catalogue [-- --results suite.json …]`: writes docs/catalogue.md from the registry, with the results of a suite
// (`chaos suite --json`) when given, or of several of one seed (batches); they are kept, compactly, in docs/catalogue-results.json.
// Beside it docs/spark-scenarios.md; `--spark-results suite.json …` adds runs on Spark (of any seed) to those of docs/spark-results.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listScenarios } from '../run.ts';
import type { SuiteResult } from '../suite/suite-result.ts';
import { catalogueMarkdown } from './catalogue.ts';
import { type CatalogueResults, compactResults } from './catalogue-results.ts';
import { type SparkRun, sparkMarkdown, sparkRuns } from './spark-scenarios.ts';

const docs = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const PAGE = docs('catalogue.md');
const KEPT = docs('catalogue-results.json');
const SPARK_PAGE = docs('spark-scenarios.md');
const SPARK_KEPT = docs('spark-results.json');

const resultsIn = (file: string) =>
  (JSON.parse(readFileSync(file, 'utf8')) as { results: SuiteResult[] }).results;

const { values } = parseArgs({
  options: {
    results: { type: 'string', multiple: true },
    'spark-results': { type: 'string', multiple: true },
  },
});
const scenarios = await listScenarios();
if (values.results !== undefined) {
  const results = values.results.flatMap((file) => resultsIn(file));
  writeFileSync(KEPT, `${JSON.stringify(compactResults(results), null, 2)}\n`);
}
const kept = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as CatalogueResults) : undefined;
writeFileSync(PAGE, catalogueMarkdown(scenarios, kept));

const onSpark = [
  ...(existsSync(SPARK_KEPT) ? (JSON.parse(readFileSync(SPARK_KEPT, 'utf8')) as SparkRun[]) : []),
  ...(values['spark-results'] ?? []).flatMap((file) => sparkRuns(resultsIn(file))),
];
writeFileSync(SPARK_KEPT, `${JSON.stringify(onSpark, null, 2)}\n`);
writeFileSync(SPARK_PAGE, await sparkMarkdown(scenarios, onSpark));
console.log('docs/catalogue.md and docs/spark-scenarios.md are written');
