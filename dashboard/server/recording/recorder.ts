// Records every run that a feed shows: the states a page would get, four times a second, into the run's folder. A run that has its
// verdict is recorded for a little longer and closed with its journal. A long run keeps its newest half hour or so. What goes
// wrong here is told to `note` and never reaches the run.
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { LabState } from '../../contract.ts';
import type { LabFeed } from '../feed.ts';
import { diff } from '../stream/diff.ts';
import { OLDER_RECORDING_FILE, RECORDING_FILE, RECORDING_VERSION, type RecordingLine } from './format.ts';
import { openRecordingFile, type RecordingFile } from './recording-file.ts';

type JournalLine = Extract<RecordingLine, { t: 'journal' }>;

export interface RecorderOptions {
  feed: Pick<LabFeed, 'snapshot'>;
  /** Folder of a run. */
  folderOf: (runId: string) => string;
  /** The journal's entries of a run that has ended; none for a run without. */
  journalOf: (runId: string) => JournalLine['entries'];
  note: (problem: string) => void;
  everyMs?: number;
  keyFrameEveryMs?: number;
  /** Text in one file; with the older one a recording has at most twice as much. */
  maxTextBytes?: number;
  /** A run with a verdict is recorded for so long afterwards. */
  afterVerdictMs?: number;
  now?: () => number;
}

export interface Recorder {
  /** One step; the timer calls it, tests may. */
  tick(): void;
  /** Ends the recording that is under way; resolves when it is on disk. */
  stop(): Promise<void>;
}

interface Current {
  runId: string;
  file: RecordingFile;
  /** The state the next difference builds on; undefined: the next line is a full state. */
  last: LabState | undefined;
  keyAt: number;
  verdictAt: number | undefined;
  failed: boolean;
}

const DEFAULTS = {
  everyMs: 250,
  keyFrameEveryMs: 10_000,
  maxTextBytes: 24_000_000,
  afterVerdictMs: 4_000,
  now: () => Date.now(),
};

export function startRecorder(options: RecorderOptions): Recorder {
  const { feed, folderOf, journalOf, note, everyMs, keyFrameEveryMs, maxTextBytes, afterVerdictMs, now } = {
    ...DEFAULTS,
    ...options,
  };
  let current: Current | undefined;
  /** The run that has been closed and is still shown. */
  let closedRun: string | undefined;
  const closing = new Set<Promise<void>>();

  function openFile(runId: string): RecordingFile {
    const folder = folderOf(runId);
    mkdirSync(folder, { recursive: true });
    return openRecordingFile(join(folder, RECORDING_FILE), (error) => {
      if (current?.runId === runId) current.failed = true;
      note(`the recording of ${runId} has ended: ${error.message}`);
    });
  }

  function begin(state: LabState): Current {
    const run = state.run!;
    const file = openFile(run.id);
    writeHeader(file, state);
    return { runId: run.id, file, last: undefined, keyAt: 0, verdictAt: undefined, failed: false };
  }

  function track(work: Promise<void>): void {
    closing.add(work);
    void work.finally(() => closing.delete(work));
  }

  /** The file that is full becomes the older half. */
  function rotate(recording: Current, state: LabState): void {
    const folder = folderOf(recording.runId);
    const full = recording.file;
    // Renamed while it is being closed: the open file moves along.
    renameSync(join(folder, RECORDING_FILE), join(folder, OLDER_RECORDING_FILE));
    track(full.close());
    recording.file = openFile(recording.runId);
    recording.last = undefined;
    writeHeader(recording.file, state);
  }

  function end(): void {
    const ended = current;
    current = undefined;
    if (ended === undefined || ended.failed) return;
    const entries = ended.verdictAt === undefined ? [] : journalOf(ended.runId);
    if (entries.length > 0) ended.file.write({ t: 'journal', entries });
    track(ended.file.close());
  }

  function record(recording: Current, live: LabState): void {
    if (recording.failed || recording.file.behind()) {
      // What is left out cannot be built on.
      recording.last = undefined;
      return;
    }
    if (recording.file.textBytes() > maxTextBytes) rotate(recording, live);
    // The feed may hand out a live object; the base of the next difference has to be a copy that stands still.
    const state = structuredClone(live);
    const { at } = state;
    if (recording.last === undefined || at - recording.keyAt >= keyFrameEveryMs) {
      recording.file.write({ t: 'full', at, state });
      recording.keyAt = at;
      recording.file.flush();
    } else {
      const { set, unset } = diff(recording.last, state);
      if (set.length + unset.length > 0) recording.file.write({ t: 'delta', at, set, unset });
    }
    recording.last = state;
  }

  function step(): void {
    const state = feed.snapshot();
    const { run } = state;
    if (current !== undefined && run?.id !== current.runId) end();
    if (run === null || run.id === closedRun) return;
    current ??= begin(state);
    record(current, state);
    if (run.verdict === null) return;
    current.verdictAt ??= now();
    if (now() - current.verdictAt < afterVerdictMs) return;
    closedRun = run.id;
    end();
  }

  function tick(): void {
    try {
      step();
    } catch (error) {
      const runId = current?.runId ?? feed.snapshot().run?.id;
      // One failure ends the recording of this run: it would fail four times a second.
      closedRun = runId;
      current = undefined;
      note(`the recording of ${runId ?? 'a run'} has ended: ${(error as Error).message}`);
    }
  }

  const timer = setInterval(tick, everyMs);
  timer.unref();
  return {
    tick,
    async stop() {
      clearInterval(timer);
      tick();
      end();
      await Promise.all(closing);
    },
  };
}

function writeHeader(file: RecordingFile, { lab, run }: LabState): void {
  const { id, kind, scenario, variant, seed, startedAt } = run!;
  file.write({
    t: 'recording',
    v: RECORDING_VERSION,
    lakequake: lab.version,
    run: { id, kind, scenario, variant, seed, startedAt },
  });
}

/** Files of a run's recording, in their order; none when it was never recorded. */
export function recordingFiles(folder: string): string[] {
  return [OLDER_RECORDING_FILE, RECORDING_FILE]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file));
}
