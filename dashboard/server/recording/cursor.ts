// Moves about in a recording: the state at any frame, built from the key frame before it, or from where the cursor stands when
// that is nearer. The state it hands out is its own; it changes with the next move.
import type { LabState } from '../../contract.ts';
import { applyDifference } from '../stream/apply.ts';
import type { Recording } from './read-recording.ts';

export interface Cursor {
  readonly index: number;
  /** The state at a frame. Throws `bad-argument` where the recording contradicts itself. */
  moveTo(index: number): LabState;
}

export function cursorOver(recording: Recording): Cursor {
  let index = -1;
  let state: LabState | undefined;

  function keyFrameBefore(target: number): number {
    let key = target;
    while (recording.frames[key]!.kind !== 'full') key -= 1;
    return key;
  }

  function step(to: number): void {
    const line = recording.line(to);
    state =
      line.t === 'full' ? (line.state as unknown as LabState) : applyDifference(state!, line.set, line.unset);
    index = to;
  }

  return {
    get index() {
      return index;
    },
    moveTo(target) {
      const key = keyFrameBefore(target);
      if (index > target || index < key) step(key);
      while (index < target) step(index + 1);
      return state!;
    },
  };
}
