// One run as its journal tells it, with a result that has passed the schema: a journal of another version may hold one that cannot be shown.
import {
  type JournalLine,
  type ReadResult,
  type RunFrame,
  runDetailOf,
  runSummaryOf,
} from '../../contract/run-detail-of.ts';
import { type RunDetail, type RunSummary, runResultSchema } from '../../contract/runs.ts';

const readResult: ReadResult = (value) => {
  const parsed = runResultSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
};

/** The line of a run in the list. */
export const summaryOf = (frame: RunFrame, journal: readonly JournalLine[]): RunSummary =>
  runSummaryOf(frame, journal, readResult);

/** Everything a journal tells of a run. */
export const detailOf = (frame: RunFrame, journal: readonly JournalLine[]): RunDetail =>
  runDetailOf(frame, journal, readResult);
