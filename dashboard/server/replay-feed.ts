// A recording in the place of a lab: its last state, for what is asked once (the stream plays the whole of it). Nothing can be done in
// it, and it says so.
import { LakequakeError } from '../../pipeline/contract/errors.ts';
import type { LabFeed } from './feed.ts';
import { cursorOver } from './recording/cursor.ts';
import type { Recording } from './recording/read-recording.ts';

/** What a recording answers to whatever only a lab can do. */
export const ONLY_A_RECORDING = 'This is a recording: there is no lab behind it';
export const START_A_LAB = 'Start a lab with `npx lakequake up` for that.';

export function replayFeed(recording: Recording): LabFeed {
  const last = () => cursorOver(recording).moveTo(recording.frames.length - 1);
  const refuse = async (): Promise<never> => {
    throw new LakequakeError('not-running', `${ONLY_A_RECORDING}, so nothing can be done in it.`, {
      hint: START_A_LAB,
    });
  };
  return {
    snapshot: last,
    subscribe: () => () => undefined,
    async truth() {
      const { at, gold, faults } = last();
      return { at, windowMs: gold.windowMs, windows: gold.windows, faults };
    },
    windowDetail: async () => {
      throw new LakequakeError('not-running', `${ONLY_A_RECORDING}, so its windows hold no events.`, {
        hint: START_A_LAB,
      });
    },
    actions: { heal: refuse, setRate: refuse, runScenario: refuse, runSuite: refuse, stopJob: refuse },
  };
}
