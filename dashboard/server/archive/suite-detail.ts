// A suite that lies in a state folder, as the page sees it. Pure.
import { suiteRow } from '../../../chaos/suite/rows.ts';
import { suitePage } from '../../../chaos/suite/suite-page.ts';
import type { KeptSuite } from '../../../chaos/suite/suite-record.ts';
import { suiteTotals } from '../../../chaos/suite/suite-result.ts';
import {
  MODE_TITLES,
  type SuiteReport,
  suiteJunit,
  suiteMarkdown,
  summaryOf,
} from '../../../chaos/suite/suite-text.ts';
import type { SuiteDetail, SuiteSummary } from '../../contract/suites.ts';

function reportOf({ id, identity, results }: KeptSuite): SuiteReport {
  const { mode, seed, runtime, runs } = identity;
  const place = new Map(runs.map((key, index) => [key, index]));
  const sorted = results.toSorted((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0));
  return { id, seed, mode, runtime, results: sorted, totals: suiteTotals(mode, sorted, runs.length) };
}

/** A suite as a line of the list. */
export function suiteSummaryOf(suite: KeptSuite): SuiteSummary {
  const report = reportOf(suite);
  const { id, seed, mode, runtime, totals } = report;
  const { planned, runs: done, asWanted } = totals;
  const says = summaryOf(report);
  return {
    id,
    seed,
    mode,
    runtime,
    planned,
    done,
    asWanted,
    says,
    title: MODE_TITLES[mode],
    startedAt: suite.startedAt,
  };
}

/** A suite with a row for each result. */
export function suiteDetailOf(suite: KeptSuite): SuiteDetail {
  const { mode, results } = reportOf(suite);
  const rows = results.map((result) => ({ ...suiteRow(mode, result), verdict: result.verdict }));
  return { summary: suiteSummaryOf(suite), rows };
}

const RENDERINGS = { html: suitePage, md: suiteMarkdown, junit: suiteJunit };

/** The suite’s report as text: HTML, Markdown or JUnit XML. */
export function suiteReportOf(suite: KeptSuite, format: keyof typeof RENDERINGS): string {
  return RENDERINGS[format](reportOf(suite));
}
