// A recording that is open in the page: its lines by time, and the state at any of them. Built from text that read-recording-file.ts has
// checked; it knows nothing of files or of the server. docs/recording.md is the format.
import type { LabState, StateChange } from '../../../contract.ts';
import { applyChange } from '../live/apply-change.ts';

export interface RecordedRun {
  id: string;
  kind: 'lab' | 'drain' | 'scenario';
  scenario: string | null;
  variant: string | null;
  seed: number;
  startedAt: number;
}

export type FrameLine =
  | { t: 'full'; at: number; state: LabState }
  | { t: 'delta'; at: number; set: StateChange[]; unset: (string | number)[][] };

export interface Frame {
  /** ms since the epoch. */
  at: number;
  whole: boolean;
  /** Read when needed: a long recording is large as objects and small as text. */
  line: () => FrameLine;
}

export interface JournalEntry {
  type: string;
  at: number;
  [field: string]: unknown;
}

export interface PageRecording {
  name: string;
  run: RecordedRun;
  frames: readonly Frame[];
  journal: readonly JournalEntry[];
  from: number;
  to: number;
  /** The end of the file is missing or damaged; what stands before it is whole. */
  torn: boolean;
}

/** Gives the state at any frame; moving forward applies differences, moving back starts at the full state before. */
export function stateReader({ frames }: Pick<PageRecording, 'frames'>): (index: number) => LabState {
  let index = -1;
  let state: LabState | undefined;

  function step(to: number): void {
    const line = frames[to]!.line();
    state = line.t === 'full' ? line.state : applyChange(state!, line.set, line.unset);
    index = to;
  }

  return (target) => {
    let key = target;
    while (!frames[key]!.whole) key -= 1;
    if (index > target || index < key) step(key);
    while (index < target) step(index + 1);
    return state!;
  };
}
