// The run of a recording that is open in the page, as Runs shows it: from the journal at the end of the file, without any server.
import { type ReadResult, runDetailOf } from '../../../contract/run-detail-of.ts';
import type { RunDetail } from '../../../contract/runs.ts';
import type { PageRecording } from './page-recording.ts';

const LISTS = ['evidence', 'detection', 'phases', 'faults'] as const;

/** The page has no schema at hand: what it draws must at least be there. */
const readResult: ReadResult = (value) => {
  if (typeof value !== 'object' || value === null) return null;
  const result = value as Record<string, unknown>;
  const verdicts: unknown[] = ['held', 'broken', 'inconclusive'];
  const whole = verdicts.includes(result.verdict) && LISTS.every((name) => Array.isArray(result[name]));
  return whole && typeof result.expected === 'object' ? (value as RunDetail['result']) : null;
};

export function openedRun({ run, journal }: PageRecording): RunDetail {
  const frame = { id: run.id, kind: run.kind, seed: run.seed, startedAt: run.startedAt, hasRecording: false };
  const detail = runDetailOf(frame, journal, readResult);
  const { scenario, variant } = run;
  // Known from the header, also when the recording ends before its journal; a report is made by a server.
  return { ...detail, summary: { ...detail.summary, scenario, variant, hasReport: false } };
}
