// The reports of a suite, written beside its results: results.json, report.md, report.html, junit.xml.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suitePage } from './suite-page.ts';
import { type SuiteReport, suiteJunit, suiteMarkdown } from './suite-text.ts';

/** Writes all of them into the suite's folder. */
export function writeSuiteReports(folder: string, suite: SuiteReport): void {
  writeReport(join(folder, 'results.json'), JSON.stringify({ results: suite.results, totals: suite.totals }));
  writeReport(join(folder, 'report.md'), suiteMarkdown(suite));
  writeReport(join(folder, 'report.html'), suitePage(suite));
  writeReport(join(folder, 'junit.xml'), suiteJunit(suite));
}

/** Writes a file, and the folder it is to stand in. */
export function writeReport(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
