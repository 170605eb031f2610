// The runs of a state folder (journals, specifications and recordings under runs/) and its suites. Reads only. Summaries are kept until the files they
// come from change, so that a long history costs one look at each folder.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { journalFile } from '../../../chaos/journal.ts';
import { report } from '../../../chaos/report.ts';
import { keptSuite, suiteHeads } from '../../../chaos/suite/suite-record.ts';
import { LakequakeError } from '../../../pipeline/contract/errors.ts';
import { type RunSpec, STATE } from '../../../pipeline/contract/run-spec.ts';
import type { RunFrame } from '../../contract/run-detail-of.ts';
import { type RunSummary, runIdSchema } from '../../contract/runs.ts';
import { type Recording, readRecording } from '../recording/read-recording.ts';
import { recordingFiles } from '../recording/recorder.ts';
import { type Archive, noSuchRun, pageOf } from './archive.ts';
import { journalEntries } from './journal-entries.ts';
import { detailOf, summaryOf } from './run-detail.ts';

interface Kept {
  mark: string;
  summary: RunSummary;
}

function specOf(folder: string): RunSpec | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8')) as RunSpec;
  } catch {
    return undefined; // a run that was refused has none; one being written has half of one
  }
}

/** A recording in memory may be large: the ones used last stay. */
const MOST_RECORDINGS = 4;

function fileMark(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? '-' : `${stats.mtimeMs}/${stats.size}`;
}

/** Changes whenever a file of the run that is shown in the list has. */
function markOf(stateDir: string, id: string): string {
  const folder = join(stateDir, STATE.runs, id);
  const recorded = recordingFiles(folder).length;
  return `${fileMark(journalFile(stateDir, id))} ${fileMark(join(folder, 'spec.json'))} ${recorded}`;
}

/** The archive of a state folder, which need not hold any run yet. */
export function stateArchive(stateDir: string): Archive {
  const folder = join(stateDir, STATE.runs);
  const kept = new Map<string, Kept>();
  const recordings = new Map<string, { mark: string; recording: Promise<Recording> }>();

  function ids(): string[] {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && runIdSchema.safeParse(entry.name).success)
        .map(({ name }) => name)
        .sort()
        .reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  function frameOf(id: string): RunFrame {
    const spec = specOf(join(folder, id));
    return {
      id,
      kind: spec?.kind ?? 'scenario',
      seed: spec?.seed ?? null,
      startedAt: spec?.eventClock.kafkaOriginMs ?? null,
      hasRecording: recordingFiles(join(folder, id)).length > 0,
    };
  }

  function summary(id: string): RunSummary {
    const mark = markOf(stateDir, id);
    const known = kept.get(id);
    if (known?.mark === mark) return known.summary;
    const made = summaryOf(frameOf(id), journalEntries(journalFile(stateDir, id)) ?? []);
    kept.set(id, { mark, summary: made });
    return made;
  }

  function mustExist(id: string): void {
    if (statSync(join(folder, id), { throwIfNoEntry: false })?.isDirectory() !== true) throw noSuchRun(id);
  }

  return {
    runs: async (wanted) => pageOf(ids().map(summary), wanted),
    async detail(id) {
      mustExist(id);
      return detailOf(frameOf(id), journalEntries(journalFile(stateDir, id)) ?? []);
    },
    async report(id, format) {
      mustExist(id);
      return report(stateDir, id, format === 'html' ? 'html' : 'markdown');
    },
    async recording(id) {
      mustExist(id);
      const files = recordingFiles(join(folder, id));
      if (files.length === 0)
        throw new LakequakeError('not-found', `There is no recording of run '${id}'.`, {
          hint: 'Runs are recorded while a lab or a scenario runs; older ones were not.',
        });
      const mark = files.map(fileMark).join(' ');
      const known = recordings.get(id);
      if (known?.mark === mark) return known.recording;
      const recording = readRecording(files, { name: `The recording of ${id}` });
      recordings.delete(id);
      recordings.set(id, { mark, recording });
      recording.catch(() => recordings.delete(id));
      for (const oldest of recordings.keys())
        if (recordings.size > MOST_RECORDINGS) recordings.delete(oldest);
      return recording;
    },
    recordingFiles(id) {
      mustExist(id);
      return recordingFiles(join(folder, id));
    },
    suites: () => suiteHeads(stateDir).map((head) => keptSuite(stateDir, head)),
    suite(id) {
      const head = suiteHeads(stateDir).find((one) => one.id === id);
      return head && keptSuite(stateDir, head);
    },
  };
}
