// `npm run docs:catalogue [-- --results suite.json …]`: writes docs/catalogue.md from the registry, with the results of a suite
// (`chaos suite --json`) when given, or of several of one seed (batches); they are kept, compactly, in docs/catalogue-results.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listScenarios } from '../run.ts';
import type { SuiteResult } from '../suite/suite-result.ts';
import { catalogueMarkdown } from './catalogue.ts';
import { type CatalogueResults, compactResults } from './catalogue-results.ts';

const docs = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const PAGE = docs('catalogue.md');
const KEPT = docs('catalogue-results.json');

const resultsIn = (file: string) =>
  (JSON.parse(readFileSync(file, 'utf8')) as { results: SuiteResult[] }).results;

const { values } = parseArgs({ options: { results: { type: 'string', multiple: true } } });
if (values.results !== undefined) {
  const results = values.results.flatMap((file) => resultsIn(file));
  writeFileSync(KEPT, `${JSON.stringify(compactResults(results), null, 2)}\n`);
}
const kept = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as CatalogueResults) : undefined;
writeFileSync(PAGE, catalogueMarkdown(await listScenarios(), kept));
console.log('docs/catalogue.md is written');
