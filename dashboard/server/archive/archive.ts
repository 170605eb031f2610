// The port through which the server sees runs that were: from a state folder (journals and recordings on disk), or the one run of a
// recording that is replayed. Every id has passed the contract's pattern; an unknown one throws `not-found`.

import type { KeptSuite } from '../../../chaos/suite/suite-record.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import type { RunDetail, RunSummary } from '../../contract/runs.ts';
import type { Recording } from '../recording/read-recording.ts';

export interface RunsWanted {
  limit: number;
  before?: string | undefined;
  scenario?: string | undefined;
  kind?: RunSummary['kind'] | undefined;
}

export interface Archive {
  /** Newest first. */
  runs(wanted: RunsWanted): Promise<{ runs: RunSummary[]; more: boolean }>;
  detail(id: string): Promise<RunDetail>;
  report(id: string, format: 'html' | 'md'): Promise<string>;
  recording(id: string): Promise<Recording>;
  /** The files of the recording, in their order: gzip members of one whole. */
  recordingFiles(id: string): string[];
  /** Suites, the newest first; a recording holds none. */
  suites(): KeptSuite[];
  suite(id: string): KeptSuite | undefined;
}

/** `not-found`. */
export function noSuchRun(id: string): LakequakeError {
  return new LakequakeError('not-found', `There is no run '${id}'.`, {
    hint: 'Take an id from /api/runs.',
  });
}

/** For a server without a state folder (the page's tests): it holds no runs. */
export function emptyArchive(): Archive {
  const none = async (id: string) => {
    throw noSuchRun(id);
  };
  return {
    runs: async () => ({ runs: [], more: false }),
    detail: none,
    report: none,
    recording: none,
    recordingFiles: () => [],
    suites: () => [],
    suite: () => undefined,
  };
}

/** The newest first, from where a page ended. */
export function pageOf(
  summaries: readonly RunSummary[],
  { limit, before, scenario, kind }: RunsWanted,
): { runs: RunSummary[]; more: boolean } {
  const chosen = summaries.filter(
    (run) =>
      (before === undefined || run.id < before) &&
      (scenario === undefined || run.scenario === scenario) &&
      (kind === undefined || run.kind === kind),
  );
  return { runs: chosen.slice(0, limit), more: chosen.length > limit };
}
