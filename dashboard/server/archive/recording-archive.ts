// The archive that one recording is: a single run, with the journal the recording ends with.

import type { StampedEntry } from '../../../chaos/journal.ts';
import { runPage } from '../../../chaos/report/run-page.ts';
import { renderReport } from '../../../chaos/report.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { JournalLine, RunFrame } from '../../contract/run-detail-of.ts';
import type { Recording } from '../recording/read-recording.ts';
import { type Archive, noSuchRun, pageOf } from './archive.ts';
import { detailOf, summaryOf } from './run-detail.ts';

/** The one run of a recording that was read from `files`. */
export function recordingArchive(recording: Recording, files: readonly string[]): Archive {
  const { run } = recording.header;
  const entries = recording.journal as readonly JournalLine[];
  const frame: RunFrame = { ...run, hasRecording: true };
  const only = <T>(id: string, use: () => T): T => {
    if (id !== run.id) throw noSuchRun(id);
    return use();
  };
  const summary = () => ({
    ...summaryOf(frame, entries),
    // Known from the header, also when the recording ends before its journal.
    scenario: run.scenario,
    variant: run.variant,
  });
  return {
    runs: async (wanted) => pageOf([summary()], wanted),
    detail: async (id) => only(id, () => ({ ...detailOf(frame, entries), summary: summary() })),
    report: async (id, format) =>
      only(id, () => {
        if (entries.length === 0)
          throw new LakequakeError(
            'not-found',
            'This recording ends before its run did, so it holds no report.',
            { hint: 'Take the recording of a run that has ended.' },
          );
        return reportOf(entries as unknown as StampedEntry[], format);
      }),
    recording: async (id) => only(id, () => recording),
    recordingFiles: (id) => only(id, () => [...files]),
    suites: () => [],
    suite: () => undefined,
  };
}

function reportOf(entries: readonly StampedEntry[], format: 'html' | 'md'): string {
  return format === 'html' ? runPage(entries) : renderReport(entries);
}
